import type { Agent, Call } from '../api/schema.gen';

import type { Me } from './messages';

/** The state before the first snapshot. */
export const NOTHING: Me = { agent: null, call: null, needs_outcome: null };

/** The server never leaves an outcome open in these states. */
const SETTLED = new Set<Agent['state']>(['ready', 'reserved', 'ringing', 'talking', 'hold']);

/**
 * `agent.call_id` says which call is mine. A call may leave me and go on (a transfer to a number): then it
 * is what the outcome is asked for.
 */
export function withAgent(me: Me, agent: Agent): Me {
  const released = me.agent?.call_id != null && agent.call_id === null;
  const left = me.call !== null && agent.call_id !== me.call.id;
  const call = left ? null : me.call;
  if (SETTLED.has(agent.state)) return { agent, call, needs_outcome: null };
  // Let go without wrap-up: nothing is owed for that call.
  if (released && agent.state !== 'wrap_up') return { agent, call, needs_outcome: null };
  const owed = agent.state === 'wrap_up' ? (me.needs_outcome ?? (left ? me.call : null)) : me.needs_outcome;
  return { agent, call, needs_outcome: owed };
}

function isMine(me: Me, call: Call): boolean {
  return me.agent === null || me.agent.call_id === call.id;
}

export function withCall(me: Me, call: Call): Me {
  const owed = me.needs_outcome?.id === call.id;
  if (call.disposition !== null && owed) return { ...me, needs_outcome: null };
  if (call.state !== 'ended') {
    if (isMine(me, call)) return { ...me, call };
    return owed ? { ...me, needs_outcome: call } : me;
  }
  const current = me.call?.id === call.id ? null : me.call;
  if (call.disposition !== null) return { ...me, call: current };
  // A caller who gave up before anybody answered leaves nothing to write.
  const missed = call.call_direction === 'inbound' && call.answered_at === null;
  const mine = me.call?.id === call.id || owed;
  return { ...me, call: current, needs_outcome: mine && !missed ? call : me.needs_outcome };
}

export function withOutcome(me: Me, callId: string): Me {
  return me.needs_outcome?.id === callId ? { ...me, needs_outcome: null } : me;
}
