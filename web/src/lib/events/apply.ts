import type { QueryClient } from '@tanstack/react-query';

import { callQuery } from '../api/calls';
import { api, unwrap } from '../api/client';
import type { Agent, Call } from '../api/schema.gen';

import { useLive } from './live-store';
import type { Me, Notice, ScreenPop, Snapshot, StreamEvent } from './messages';
import { NOTHING, withAgent, withCall } from './reduce-me';

/** A snapshot replaces what was known; lists fetched over HTTP are asked again after a gap. */
export function applySnapshot(snapshot: Snapshot, queries: QueryClient): void {
  const again = useLive.getState().known;
  const { me, calls, agents } = snapshot.topics as {
    me?: Me;
    calls?: { live: Call[] };
    agents?: { items: Agent[] };
  };
  const owed = me?.needs_outcome ?? null;
  useLive.setState({
    known: true,
    me: { ...(me ?? NOTHING), needs_outcome: owed !== null && isWhole(owed) ? owed : null },
    calls: calls?.live ?? [],
    agents: agents?.items ?? [],
  });
  if (again) void queries.invalidateQueries();
  if (me?.agent === null) void fetchAgent();
  if (owed !== null && !isWhole(owed)) void fetchOwed(owed.id, queries);
}

/** Of a call that is over for long the server may know only the id: the rest is asked for. */
function isWhole(call: Call): boolean {
  return 'phone_number' in call;
}

/** Somebody who has not worked yet is in no snapshot: the server says what they are when asked. */
async function fetchAgent(): Promise<void> {
  const agent = await unwrap(api.GET('/api/v1/agents/me'));
  useLive.setState((live) => (live.me.agent === null ? { me: { ...live.me, agent } } : {}));
}

async function fetchOwed(id: string, queries: QueryClient): Promise<void> {
  const call = await queries.query({ ...callQuery(id), retry: 3 });
  const { me } = useLive.getState();
  const waiting = me.agent?.state === 'wrap_up' || me.agent?.state === 'paused' || me.agent?.state === 'offline';
  if (me.needs_outcome === null && waiting && call.disposition === null) useLive.setState({ me: { ...me, needs_outcome: call } });
}

function put<T>(list: T[], item: T, same: (other: T) => boolean): T[] {
  return list.some(same) ? list.map((other) => (same(other) ? item : other)) : [...list, item];
}

/** The pages that show a call's end are asked again; the call's own page is patched. */
function afterCall(call: Call, queries: QueryClient): void {
  queries.setQueryData(['calls', 'one', call.id], call);
  if (call.state !== 'ended') return;
  void queries.invalidateQueries({ queryKey: ['calls', 'log'] });
  void queries.invalidateQueries({ queryKey: ['gate', 'check'] });
  if (call.customer) {
    void queries.invalidateQueries({ queryKey: ['customers', 'history', call.customer.id] });
    void queries.invalidateQueries({ queryKey: ['customers', 'one', call.customer.id] });
  }
}

export function applyEvent(event: StreamEvent, queries: QueryClient, notify: (notice: Notice) => void): void {
  const live = useLive.getState();
  switch (`${event.topic}/${event.name}`) {
    case 'me/agent_changed':
      useLive.setState({ me: withAgent(live.me, event.data as Agent) });
      break;
    case 'me/call_changed': {
      const call = event.data as Call;
      useLive.setState({ me: withCall(live.me, call) });
      afterCall(call, queries);
      break;
    }
    case 'me/screen_pop':
      useLive.setState({ pop: event.data as ScreenPop });
      break;
    case 'me/notice':
      notify(event.data as Notice);
      break;
    case 'calls/call_changed': {
      const call = event.data as Call;
      const others = live.calls.filter((other) => other.id !== call.id);
      useLive.setState({
        calls: call.state === 'ended' ? others : put(live.calls, call, (other) => other.id === call.id),
      });
      afterCall(call, queries);
      break;
    }
    case 'agents/agent_changed': {
      const agent = event.data as Agent;
      useLive.setState({ agents: put(live.agents, agent, (other) => other.user_id === agent.user_id) });
      break;
    }
    default:
    // Names of a newer server.
  }
}
