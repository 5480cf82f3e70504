import type { Call, CallState } from '@/lib/api/schema.gen';

const CONNECTED: ReadonlySet<CallState> = new Set<CallState>(['talking', 'held', 'consulting', 'conference']);

export interface Verbs {
  answer: boolean;
  mute: boolean;
  hold: boolean;
  keypad: boolean;
  transfer: boolean;
  conference: boolean;
  pauseRecording: boolean;
  hangUp: boolean;
}

/** Which verbs make sense, from the state the server gave; the server still decides. */
export function verbsOf(call: Call | null): Verbs {
  const state = call?.state;
  const connected = state !== undefined && CONNECTED.has(state);
  const plain = state === 'talking' || state === 'held';
  const recording = call?.recording?.state;
  return {
    answer: call?.call_direction === 'inbound' && call.answered_at === null && state !== 'ended',
    mute: connected,
    hold: plain,
    keypad: connected || state === 'early_media',
    transfer: plain,
    conference: plain || state === 'consulting',
    pauseRecording: connected && (recording === 'recording' || recording === 'paused'),
    hangUp: state !== undefined && state !== 'ended',
  };
}

/** The third person's leg, when there is one that has not ended. */
export function thirdOf(call: Call) {
  return call.legs.findLast((leg) => leg.role === 'third_party' && leg.state !== 'ended');
}
