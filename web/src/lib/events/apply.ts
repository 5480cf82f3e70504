import type { QueryClient } from '@tanstack/react-query';

import { callQuery } from '../api/calls';
import { api, unwrap } from '../api/client';
import { patchList } from '../api/pages';
import { gatewaysQuery, simsQuery, trunksQuery } from '../api/routing';
import type { Alert, Call, CallRef, Gateway, Notice, Sim, StreamEvent, StreamSnapshot, Trunk } from '../api/schema.gen';

import { applyText } from './apply-text';
import { useLive } from './live-store';
import { NOTHING, withAgent, withCall } from './reduce-me';

type Of<Topic extends StreamEvent['topic']> = Extract<StreamEvent, { topic: Topic }>;

/** A snapshot replaces what was known; lists fetched over HTTP are asked again after a gap. */
export function applySnapshot(snapshot: StreamSnapshot, queries: QueryClient): void {
  const again = useLive.getState().known;
  const { me, calls, agents, alerts } = snapshot.topics;
  const owed = me?.needs_outcome ?? null;
  useLive.setState({
    known: true,
    me: { ...(me ?? NOTHING), needs_outcome: owed !== null && isWhole(owed) ? owed : null },
    calls: calls?.live ?? [],
    agents: agents?.items ?? [],
    alerts: alerts?.alerts ?? [],
  });
  if (again) void queries.invalidateQueries();
  if (me?.agent === null) void fetchAgent();
  if (owed !== null && !isWhole(owed)) void fetchOwed(owed.id, queries);
}

/** Of a call that is over for long the server may know only the id: the rest is asked for. */
function isWhole(call: Call | CallRef): call is Call {
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

function applyMine(event: Of<'me'>, queries: QueryClient, notify: (notice: Notice) => void): void {
  const { me } = useLive.getState();
  switch (event.name) {
    case 'agent_changed':
      useLive.setState({ me: withAgent(me, event.data) });
      break;
    case 'call_changed':
      useLive.setState({ me: withCall(me, event.data) });
      afterCall(event.data, queries);
      break;
    case 'screen_pop':
      useLive.setState({ pop: event.data });
      break;
    case 'notice':
      notify(event.data);
      break;
  }
}

function applyRouting(event: Of<'routing'>, queries: QueryClient): void {
  const trunks = trunksQuery.queryKey;
  const sims = simsQuery.queryKey;
  const gateways = gatewaysQuery.queryKey;
  switch (event.name) {
    case 'trunk':
      patchList<Trunk>(queries, trunks, (list) => put(list, event.data, (other) => other.id === event.data.id));
      break;
    case 'trunk_removed':
      patchList<Trunk>(queries, trunks, (list) => list.filter((other) => other.id !== event.data.id));
      break;
    case 'sim':
      patchList<Sim>(queries, sims, (list) => put(list, event.data, (other) => other.iccid === event.data.iccid));
      break;
    case 'gateway':
      patchList<Gateway>(queries, gateways, (list) => put(list, event.data, (other) => other.id === event.data.id));
      break;
    case 'gateway_removed':
      patchList<Gateway>(queries, gateways, (list) => list.filter((other) => other.id !== event.data.id));
      break;
    case 'sim_removed':
      patchList<Sim>(queries, sims, (list) => list.filter((other) => other.iccid !== event.data.iccid));
      break;
  }
}

/** What becomes critical is called out once; the rest waits under the bell. */
function applyAlert(alert: Alert, queries: QueryClient, notify: (notice: Notice) => void): void {
  const before = useLive.getState().alerts.find((other) => other.id === alert.id);
  useLive.setState(({ alerts }) => ({
    alerts: alert.state === 'resolved' ? alerts.filter((other) => other.id !== alert.id) : put(alerts, alert, (other) => other.id === alert.id),
  }));
  const alarming = alert.state === 'open' && alert.severity === 'critical';
  if (alarming && before?.severity !== 'critical') notify({ level: 'error', text: `${alert.title}: ${alert.subject}` });
  void queries.invalidateQueries({ queryKey: ['alerts'] });
}

/** Topics and names of a newer server are passed over. */
export function applyEvent(event: StreamEvent, queries: QueryClient, notify: (notice: Notice) => void): void {
  switch (event.topic) {
    case 'me':
      applyMine(event, queries, notify);
      break;
    case 'calls': {
      const call = event.data;
      const { calls } = useLive.getState();
      const same = (other: Call) => other.id === call.id;
      useLive.setState({ calls: call.state === 'ended' ? calls.filter((other) => !same(other)) : put(calls, call, same) });
      afterCall(call, queries);
      break;
    }
    case 'agents': {
      const agent = event.data;
      useLive.setState(({ agents }) => ({ agents: put(agents, agent, (other) => other.user_id === agent.user_id) }));
      break;
    }
    case 'routing':
      applyRouting(event, queries);
      break;
    case 'alerts':
      applyAlert(event.data, queries, notify);
      break;
    case 'messages':
      applyText(event.data, queries, notify);
      break;
  }
}
