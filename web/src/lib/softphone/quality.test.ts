import { describe, expect, it } from 'vitest';

import { countersOf, qualityBetween } from './quality';
import type { AudioCounters } from './softphone';

const at = (change: Partial<AudioCounters>): AudioCounters => ({ received: 0, lost: 0, jitterMs: 4, lostThere: 0, roundTripMs: 20, ...change });

describe('the quality of the line', () => {
  it('reads both directions from getStats', () => {
    const report = new Map<string, object>([
      ['a', { type: 'inbound-rtp', kind: 'audio', packetsReceived: 100, packetsLost: 2, jitter: 0.012 }],
      ['b', { type: 'remote-inbound-rtp', kind: 'audio', fractionLost: 0.03, roundTripTime: 0.08 }],
      ['c', { type: 'outbound-rtp', kind: 'audio' }],
    ]);
    expect(countersOf(report as never)).toEqual({ received: 100, lost: 2, jitterMs: 12, lostThere: 0.03, roundTripMs: 80 });
    expect(countersOf(new Map())).toBeNull();
  });

  it.each([
    ['good', { received: 100 }],
    ['fair', { received: 98, lost: 2 }],
    ['fair', { received: 100, jitterMs: 40 }],
    ['fair', { received: 100, lostThere: 0.02 }],
    ['poor', { received: 90, lost: 10 }],
    ['poor', { received: 100, jitterMs: 80 }],
  ])('calls it %s for %o', (grade, now) => {
    expect(qualityBetween(at({}), at(now))?.grade).toBe(grade);
  });

  it('says nothing while nothing comes, and forgets what was lost before', () => {
    expect(qualityBetween(at({ received: 50 }), at({ received: 50 }))).toBeNull();
    expect(qualityBetween(at({ received: 50, lost: 40 }), at({ received: 150, lost: 40 }))?.loss).toBe(0);
  });
});
