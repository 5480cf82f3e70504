import { QueryClient } from '@tanstack/react-query';
import { http, HttpResponse } from 'msw';
import { describe, expect, it, vi } from 'vitest';

import { sampleAgent, sampleCall } from '@/testing/samples';
import { server } from '@/testing/server';

import { trunksQuery } from '../api/routing';
import type { StreamEvent } from '../api/schema.gen';

import { applyEvent, applySnapshot } from './apply';
import { useLive } from './live-store';
import { withAgent, withCall, withOutcome } from './reduce-me';

const queries = () => new QueryClient();
const event = (topic: StreamEvent['topic'], name: string, data: unknown) => ({ type: 'event', cursor: '2', topic, name, data }) as StreamEvent;

describe('what the stream says about me', () => {
  const talking = sampleCall();
  const ended = sampleCall({ state: 'ended', call_status: 'answered' });
  const me = { agent: sampleAgent({ state: 'talking', call_id: talking.id }), call: talking, needs_outcome: null };
  const wrapUp = sampleAgent({ state: 'wrap_up', call_id: null });

  it('asks for the outcome of a call that ended', () => {
    expect(withCall(me, ended)).toMatchObject({ call: null, needs_outcome: { id: ended.id } });
  });

  it('asks no outcome for a call that was missed', () => {
    const missed = sampleCall({ call_direction: 'inbound', answered_at: null, state: 'ended', call_status: 'missed' });
    expect(withCall({ ...me, call: missed }, missed)).toMatchObject({ call: null, needs_outcome: null });
  });

  it('is done when the settled row carries the outcome', () => {
    const settled = { ...ended, disposition: 'promise_to_pay' };
    expect(withCall({ ...me, call: null, needs_outcome: ended }, settled).needs_outcome).toBeNull();
  });

  it('leaves a running call alone when an older one settles', () => {
    const older = sampleCall({ id: 'older', state: 'ended' });
    expect(withCall(me, older)).toMatchObject({ call: { id: talking.id }, needs_outcome: null });
  });

  it('asks for the outcome of a call that left me and goes on', () => {
    const released = withAgent(me, wrapUp);
    expect(released).toMatchObject({ call: null, needs_outcome: { id: talking.id } });
    expect(withCall(released, sampleCall({ state: 'transferring' }))).toMatchObject({ call: null, needs_outcome: { state: 'transferring' } });
    expect(withCall(withAgent(released, sampleAgent({ state: 'ready' })), talking)).toMatchObject({ call: null, needs_outcome: null });
  });

  it('comes to the same whichever of the two events is first', () => {
    expect(withCall(withAgent(me, wrapUp), ended)).toEqual(withAgent(withCall(me, ended), wrapUp));
  });

  it('asks nothing when the server lets go without wrap-up', () => {
    const paused = sampleAgent({ state: 'paused', call_id: null });
    expect(withAgent(withCall(me, ended), paused).needs_outcome).toBeNull();
    expect(withCall(withAgent(me, paused), ended).needs_outcome).toBeNull();
  });

  it('keeps the form when wrap-up turns into a pause', () => {
    const inWrapUp = withAgent(withCall(me, ended), wrapUp);
    expect(withAgent(inWrapUp, sampleAgent({ state: 'paused' })).needs_outcome).not.toBeNull();
  });

  it('closes the form when the server says ready', () => {
    expect(withAgent({ ...me, needs_outcome: ended }, sampleAgent({ state: 'ready' })).needs_outcome).toBeNull();
  });

  it('closes only the form of the call whose outcome was saved', () => {
    expect(withOutcome({ ...me, needs_outcome: ended }, 'another').needs_outcome).not.toBeNull();
    expect(withOutcome({ ...me, needs_outcome: ended }, ended.id).needs_outcome).toBeNull();
  });
});

describe('the live store', () => {
  const snapshot = (topics: Record<string, unknown>) => ({ type: 'snapshot' as const, cursor: '1', topics, missed: [] });

  it('takes the snapshot whole', () => {
    applySnapshot(snapshot({ me: { agent: sampleAgent(), call: null, needs_outcome: null }, calls: { live: [sampleCall()] }, agents: { items: [sampleAgent()] } }), queries());
    expect(useLive.getState()).toMatchObject({ known: true, me: { agent: { state: 'ready' } }, calls: [{}], agents: [{}] });
  });

  it('asks for the call whose outcome is owed where only its id is known', async () => {
    server.use(http.get('*/api/v1/calls/:id', () => HttpResponse.json(sampleCall({ state: 'ended' }))));
    const { id } = sampleCall();
    applySnapshot(snapshot({ me: { agent: sampleAgent({ state: 'wrap_up' }), call: null, needs_outcome: { id } } }), queries());
    expect(useLive.getState().me.needs_outcome).toBeNull();
    await vi.waitFor(() => expect(useLive.getState().me.needs_outcome?.phone_number).toBe('+919876543210'));
  });

  it('asks every list again after a gap', () => {
    const client = queries();
    const invalidate = vi.spyOn(client, 'invalidateQueries');
    applySnapshot(snapshot({}), client);
    expect(invalidate).not.toHaveBeenCalled();
    applySnapshot(snapshot({}), client);
    expect(invalidate).toHaveBeenCalledOnce();
  });

  it('adds, changes and removes live calls', () => {
    const client = queries();
    const notify = vi.fn();
    applyEvent(event('calls', 'call_changed', sampleCall({ state: 'ringing' })), client, notify);
    applyEvent(event('calls', 'call_changed', sampleCall({ state: 'talking' })), client, notify);
    expect(useLive.getState().calls.map((call) => call.state)).toEqual(['talking']);
    applyEvent(event('calls', 'call_changed', sampleCall({ state: 'ended' })), client, notify);
    expect(useLive.getState().calls).toEqual([]);
  });

  it('shows notices and pops the borrower', () => {
    const notify = vi.fn();
    applyEvent(event('me', 'notice', { level: 'warning', text: 'Slow network' }), queries(), notify);
    expect(notify).toHaveBeenCalledWith({ level: 'warning', text: 'Slow network' });
    applyEvent(event('me', 'screen_pop', { call_id: 'c', customer_id: 3, phone_number: '+91' }), queries(), notify);
    expect(useLive.getState().pop).toMatchObject({ customer_id: 3 });
  });

  it('keeps a list of trunks that is open as the server says, and loads none', () => {
    const client = queries();
    const trunk = (id: number, state: string) => ({ id, state });
    const shown = () => client.getQueryData<{ pages: { items: { id: number; state: string }[] }[] }>(trunksQuery.queryKey)?.pages[0]?.items;
    applyEvent(event('routing', 'trunk', trunk(1, 'reachable')), client, vi.fn());
    expect(shown()).toBeUndefined();
    client.setQueryData([...trunksQuery.queryKey], { pages: [{ items: [trunk(1, 'reachable'), trunk(2, 'reachable')], next: null }], pageParams: [undefined] });
    applyEvent(event('routing', 'trunk', trunk(2, 'unreachable')), client, vi.fn());
    applyEvent(event('routing', 'trunk', trunk(3, 'unknown')), client, vi.fn());
    applyEvent(event('routing', 'trunk_removed', { id: 1 }), client, vi.fn());
    expect(shown()).toEqual([trunk(2, 'unreachable'), trunk(3, 'unknown')]);
  });

  it('keeps what is wrong until it is resolved, and calls out what is critical once', () => {
    const client = queries();
    const notify = vi.fn();
    const alert = (over: object) => event('alerts', 'alert', { id: 'a', state: 'open', severity: 'warning', title: 'Trunk unreachable', subject: 'trunk gsm-1', ...over });
    applySnapshot(snapshot({ alerts: { alerts: [] } }), client);
    applyEvent(alert({}), client, notify);
    expect(notify).not.toHaveBeenCalled();
    applyEvent(alert({ severity: 'critical' }), client, notify);
    applyEvent(alert({ severity: 'critical', text: 'still' }), client, notify);
    expect(notify.mock.calls).toEqual([[{ level: 'error', text: 'Trunk unreachable: trunk gsm-1' }]]);
    expect(useLive.getState().alerts).toHaveLength(1);
    applyEvent(alert({ state: 'resolved' }), client, notify);
    expect(useLive.getState().alerts).toEqual([]);
  });

  it('takes no harm from names it does not know', () => {
    expect(() => applyEvent(event('me', 'of_tomorrow', null), queries(), vi.fn())).not.toThrow();
  });
});
