import type { Agent, Call } from '../api/schema.gen';

import type { Me } from './messages';

/** The state before the first snapshot. */
export const NOTHING: Me = { agent: null, call: null, needs_outcome: null };

/** The server never leaves an outcome open in these states. */
const SETTLED = new Set<Agent['state']>(['ready', 'reserved', 'ringing', 'talking', 'hold']);

export function withAgent(me: Me, agent: Agent): Me {
  return { ...me, agent, needs_outcome: SETTLED.has(agent.state) ? null : me.needs_outcome };
}

export function withCall(me: Me, call: Call): Me {
  if (call.state !== 'ended') return { ...me, call };
  const current = me.call?.id === call.id ? null : me.call;
  if (call.disposition !== null) {
    const open = me.needs_outcome?.id === call.id ? null : me.needs_outcome;
    return { ...me, call: current, needs_outcome: open };
  }
  // A caller who gave up before anybody answered leaves nothing to write.
  const missed = call.call_direction === 'inbound' && call.answered_at === null;
  const mine = me.call?.id === call.id || me.needs_outcome?.id === call.id;
  return { ...me, call: current, needs_outcome: mine && !missed ? call : me.needs_outcome };
}

export function withOutcome(me: Me, callId: string): Me {
  return me.needs_outcome?.id === callId ? { ...me, needs_outcome: null } : me;
}
