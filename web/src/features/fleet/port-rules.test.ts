import { describe, expect, it } from 'vitest';

import { sampleGateway, samplePort, sampleSim } from '@/testing/samples';

import { boxSchema, freeTrunks, toGateway, valuesOf } from './box-values';
import { bars, clockOff, isReady, portWord, sum, trouble } from './port-rules';

describe('what a tile says of its port', () => {
  it('is ready only when its modem is registered and calls may take it', () => {
    expect(portWord(samplePort())).toEqual({ word: 'port_state.registered', tone: 'good' });
    expect(portWord(samplePort({ why_out: 'gateway silent' }))).toEqual({ word: 'out', tone: 'bad' });
    expect(portWord(samplePort({ state: 'no_sim', why_out: 'no SIM' })).word).toBe('port_state.no_sim');
    expect(portWord(samplePort({ blocked: true, why_out: 'blocked' })).word).toBe('blocked');
  });

  it('does not call a busy port out', () => {
    const busy = samplePort({ in_call: true, why_out: 'in a call' });
    expect(trouble(busy)).toBeNull();
    expect(isReady(busy)).toBe(false);
    expect(portWord(busy).word).toBe('in_call');
  });

  it('is merely busy while it sends a text', () => {
    const sim = sampleSim({ out_code: 'texting', why_out: 'sending a text' });
    const port = samplePort({ sim, why_out: 'sending a text' });
    expect(portWord(port).word).toBe('texting');
    expect(trouble(port)).toBeNull();
    expect(sum([sampleGateway({ ports: [port] })]).ready).toBe(1);
  });

  it('draws the signal in six steps, none where it is not told', () => {
    expect([0, 1, 6, 7, 30, 31, 99, null].map(bars)).toEqual([0, 1, 1, 2, 5, 5, null, null]);
  });
});

describe('the fleet', () => {
  it('adds up boxes and ports', () => {
    const boxes = [sampleGateway(), sampleGateway({ id: 2, state: 'down', calls_now: 1, ports: [samplePort({ why_out: 'box does not answer' })] })];
    expect(sum(boxes)).toEqual({ boxes: 2, up: 1, ports: 2, ready: 1, calls: 1, attempts: 0, texts: 0 });
  });

  it('tells of a clock that is off by five seconds or more, either way', () => {
    expect([null, 4_999, 5_000, -61_000].map((clock_ahead_ms) => clockOff(sampleGateway({ clock_ahead_ms })))).toEqual([null, null, 5, -61]);
  });
});

describe('the form of a box', () => {
  it('leaves an empty password out, so that the stored one stays', () => {
    const values = valuesOf(sampleGateway());
    expect('password' in toGateway(values)).toBe(false);
    expect(toGateway({ ...values, password: 'x' }).password).toBe('x');
  });

  it('sends milliseconds for seconds and one address a line', () => {
    const sent = toGateway({ ...valuesOf(sampleGateway()), poll: '1.5', push_from: '192.0.2.1\n192.0.2.2, 192.0.2.3\n' });
    expect(sent).toMatchObject({ poll_interval_ms: 1500, push_from: ['192.0.2.1', '192.0.2.2', '192.0.2.3'] });
  });

  it.each(['192.0.2.7', 'http://user@192.0.2.7', 'http://192.0.2.7/api', 'ftp://192.0.2.7'])('refuses %s as an address', (url) => {
    expect(boxSchema.safeParse({ ...valuesOf(sampleGateway()), url }).success).toBe(false);
  });

  it('offers GSM trunks without a box, and its own', () => {
    const trunk = (id: number, kind: 'sip' | 'gsm') => ({ id, kind }) as Parameters<typeof freeTrunks>[0][number];
    const trunks = [trunk(1, 'gsm'), trunk(2, 'sip'), trunk(3, 'gsm')];
    expect(freeTrunks(trunks, [sampleGateway({ trunk_id: 1 })]).map(({ id }) => id)).toEqual([3]);
    expect(freeTrunks(trunks, [sampleGateway({ trunk_id: 1 })], 1).map(({ id }) => id)).toEqual([1, 3]);
  });
});
