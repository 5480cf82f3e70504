import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { FakeCall, FakeExchange } from '@/testing/fake-line';

import type { LineCredentials } from './softphone';
import { SupervisedPhone } from './supervised-phone';

const CREDENTIALS: LineCredentials = { ws_url: '/sip', uri: 'sip:a@z', authorization_username: 'a', password: 'p', ice_servers: [] };

function setUp(credentials: () => Promise<LineCredentials> = () => Promise.resolve(CREDENTIALS)) {
  const exchange = new FakeExchange();
  const asked = vi.fn(credentials);
  const phone = new SupervisedPhone({ credentials: asked, openLine: exchange.open, isFinal: (error) => error instanceof Error && error.message === 'final', random: () => 1 });
  return { exchange, asked, phone };
}
const settle = () => vi.advanceTimersByTimeAsync(0);

async function registered() {
  const all = setUp();
  all.phone.start();
  await settle();
  expect(all.phone.state().line).toBe('registered');
  return all;
}

describe('the supervised phone', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('registers with fresh credentials', async () => {
    const { asked } = await registered();
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('comes back 0.3 s after the line is lost, with credentials asked again', async () => {
    const { exchange, asked, phone } = await registered();
    exchange.newest.events.onLost();
    expect(phone.state().line).toBe('connecting');
    await vi.advanceTimersByTimeAsync(299);
    expect(asked).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(2);
    expect(asked).toHaveBeenCalledTimes(2);
    expect(phone.state().line).toBe('registered');
  });

  it('waits longer from try to try, never more than 5 s, and never gives up', async () => {
    const { exchange, phone } = setUp();
    exchange.refuse = true;
    phone.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(exchange.lines.length).toBeGreaterThan(12);
    const before = exchange.lines.length;
    await vi.advanceTimersByTimeAsync(5_001);
    expect(exchange.lines.length).toBe(before + 1);
    exchange.refuse = false;
    await vi.advanceTimersByTimeAsync(5_001);
    expect(phone.state().line).toBe('registered');
  });

  it('stops asking where the session has no phone', async () => {
    const { asked, phone } = setUp(() => Promise.reject(new Error('final')));
    phone.start();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(phone.state()).toMatchObject({ line: 'offline', problem: 'refused' });
  });

  it('answers an INVITE that answers itself, at once and without ringing', async () => {
    const { exchange, phone } = await registered();
    const call = new FakeCall(true);
    exchange.newest.events.onInvite(call);
    expect(call).toMatchObject({ accepted: 1, rang: false });
    await settle();
    expect(phone.state().session).toBe('up');
  });

  it('rings for any other INVITE and answers when told', async () => {
    const { exchange, phone } = await registered();
    const call = new FakeCall(false);
    exchange.newest.events.onInvite(call);
    expect(phone.state()).toMatchObject({ session: 'ringing', caller: 'Sunita Menon' });
    expect(call).toMatchObject({ rang: true, accepted: 0 });
    await phone.answer();
    expect(phone.state().session).toBe('up');
  });

  it('goes quiet when the caller gives up', async () => {
    const { exchange, phone } = await registered();
    const call = new FakeCall(false);
    exchange.newest.events.onInvite(call);
    call.events?.onEnded();
    expect(phone.state().session).toBe('none');
    await phone.answer();
    expect(call.accepted).toBe(0);
  });

  it('is busy for a second caller', async () => {
    const { exchange } = await registered();
    exchange.newest.events.onInvite(new FakeCall(true));
    const second = new FakeCall(false);
    exchange.newest.events.onInvite(second);
    expect(second.refused).toBe(true);
  });

  it('takes the new leg of a running call and lets the old one go silently', async () => {
    const { exchange, phone } = await registered();
    const old = new FakeCall(true);
    exchange.newest.events.onInvite(old);
    await settle();
    const fresh = new FakeCall(true);
    exchange.newest.events.onInvite(fresh);
    await settle();
    expect(old.dropped).toBe(true);
    old.events?.onEnded();
    expect(phone.state().session).toBe('up');
  });

  it('keeps the audio when only the line drops, and lets it go when the server knows no call', async () => {
    const { exchange, phone } = await registered();
    const call = new FakeCall(true);
    exchange.newest.events.onInvite(call);
    await settle();
    phone.releaseStale();
    expect(phone.state().session).toBe('up');
    call.follow = () => Promise.reject(new Error('503'));
    exchange.newest.events.onLost();
    await vi.advanceTimersByTimeAsync(400);
    expect(phone.state()).toMatchObject({ line: 'registered', session: 'up' });
    phone.releaseStale();
    expect(phone.state().session).toBe('none');
    expect(call.dropped).toBe(true);
  });

  it('takes a running call along to the new WebSocket of its line', async () => {
    const { exchange, phone } = await registered();
    const call = new FakeCall(true);
    exchange.newest.events.onInvite(call);
    await settle();
    exchange.newest.events.onLost();
    await vi.advanceTimersByTimeAsync(400);
    expect(exchange.lines).toHaveLength(1);
    expect(exchange.newest.opened).toBe(2);
    expect(call.followed).toBe(1);
    phone.releaseStale();
    expect(phone.state().session).toBe('up');
  });

  it('lets a call go that the other side no longer knows', async () => {
    const { exchange, phone } = await registered();
    const call = new FakeCall(true);
    call.known = false;
    exchange.newest.events.onInvite(call);
    await settle();
    exchange.newest.events.onLost();
    await vi.advanceTimersByTimeAsync(400);
    expect(phone.state().session).toBe('none');
    expect(call.dropped).toBe(true);
  });

  it('opens another line where the credentials are of another session', async () => {
    const { exchange } = await registered();
    const call = new FakeCall(true);
    exchange.newest.events.onInvite(call);
    await settle();
    exchange.newest.renewable = false;
    exchange.newest.events.onLost();
    await vi.advanceTimersByTimeAsync(400);
    expect(exchange.lines).toHaveLength(2);
    expect(call.followed).toBe(0);
  });

  it('opens the line anew when the audio path is gone, so that the call is given back', async () => {
    const { exchange, phone } = await registered();
    const call = new FakeCall(true);
    const first = exchange.newest;
    first.events.onInvite(call);
    await settle();
    call.events?.onMediaFailed();
    await settle();
    expect(call.dropped).toBe(true);
    expect(first.closed).toBe(true);
    expect(exchange.lines).toHaveLength(2);
    expect(phone.state()).toMatchObject({ line: 'registered', session: 'none' });
  });

  it('says when the microphone is blocked', async () => {
    const { exchange, phone } = await registered();
    const call = new FakeCall(true);
    call.failWith = new DOMException('no', 'NotAllowedError');
    exchange.newest.events.onInvite(call);
    await settle();
    expect(phone.state()).toMatchObject({ session: 'none', problem: 'microphone_blocked' });
  });

  it('ignores a line that was replaced while it opened', async () => {
    const { exchange, phone } = await registered();
    const old = exchange.newest;
    phone.reconnect();
    await settle();
    old.events.onLost();
    expect(phone.state().line).toBe('registered');
  });

  it('stops without a second try', async () => {
    const { exchange, phone } = await registered();
    phone.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(exchange.lines).toHaveLength(1);
    expect(exchange.newest.closed).toBe(true);
    expect(phone.state().line).toBe('offline');
  });
});
