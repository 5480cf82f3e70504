import type { AudioCounters } from './softphone';

export type Grade = 'good' | 'fair' | 'poor';

export interface LineQuality {
  grade: Grade;
  jitterMs: number;
  /** The worse of both directions, 0 to 1. */
  loss: number;
  roundTripMs: number | null;
}

/** The entries of getStats that matter for a voice: seconds and shares, as the W3C has them. */
interface Entry {
  type: string;
  kind?: string;
  packetsReceived?: number;
  packetsLost?: number;
  jitter?: number;
  fractionLost?: number;
  roundTripTime?: number;
}

export function countersOf(report: { forEach: (each: (entry: Entry) => void) => void }): AudioCounters | null {
  let counters: AudioCounters | null = null;
  let lostThere: number | null = null;
  let roundTripMs: number | null = null;
  report.forEach((entry) => {
    if (entry.kind !== 'audio') return;
    if (entry.type === 'inbound-rtp') {
      counters = { received: entry.packetsReceived ?? 0, lost: entry.packetsLost ?? 0, jitterMs: (entry.jitter ?? 0) * 1000, lostThere: null, roundTripMs: null };
    } else if (entry.type === 'remote-inbound-rtp') {
      lostThere = entry.fractionLost ?? null;
      roundTripMs = entry.roundTripTime === undefined ? null : entry.roundTripTime * 1000;
    }
  });
  // Filled inside forEach, which the compiler does not follow.
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition
  return counters === null ? null : { ...(counters as AudioCounters), lostThere, roundTripMs };
}

/** How the line was between two readings; null when nothing came, as on hold. */
export function qualityBetween(before: AudioCounters, now: AudioCounters): LineQuality | null {
  const received = now.received - before.received;
  const lost = Math.max(0, now.lost - before.lost);
  if (received <= 0) return null;
  const loss = Math.max(lost / (received + lost), now.lostThere ?? 0);
  const grade = loss > 0.05 || now.jitterMs > 60 ? 'poor' : loss > 0.01 || now.jitterMs > 30 ? 'fair' : 'good';
  return { grade, jitterMs: now.jitterMs, loss, roundTripMs: now.roundTripMs };
}
