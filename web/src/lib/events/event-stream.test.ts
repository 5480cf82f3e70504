import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { EventStream } from './event-stream';

class FakeSocket {
  static all: FakeSocket[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  closed = false;
  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }
  close(): void {
    this.closed = true;
  }
  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  snapshot(cursor: string, missed: object[] = []): void {
    this.onopen?.();
    this.say({ type: 'snapshot', cursor, topics: {}, missed });
  }
}

function setUp(probe: () => Promise<boolean> = () => Promise.resolve(true)) {
  const log: string[] = [];
  const signedOut = vi.fn();
  const stream = new EventStream({
    url: (after) => `ws://x?after=${after ?? ''}`,
    openSocket: (url) => new FakeSocket(url),
    onSnapshot: (snapshot) => log.push(`snapshot ${snapshot.cursor}`),
    onEvent: (event) => log.push(`event ${event.cursor}`),
    onStatus: (status) => log.push(status),
    probe,
    onSignedOut: signedOut,
  });
  stream.start();
  const newest = () => {
    const socket = FakeSocket.all.at(-1);
    if (!socket) throw new Error('no socket');
    return socket;
  };
  return { stream, log, newest, signedOut };
}

describe('the event stream', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    FakeSocket.all = [];
  });
  afterEach(() => void vi.useRealTimers());

  it('gives the snapshot, then what was missed, then what happens', () => {
    const { log, newest } = setUp();
    newest().snapshot('5', [{ cursor: '4', topic: 'me', name: 'notice', data: {} }]);
    newest().say({ type: 'event', cursor: '6', topic: 'me', name: 'notice', data: {} });
    expect(log).toEqual(['connecting', 'snapshot 5', 'event 4', 'open', 'event 6']);
  });

  it('comes back after the last cursor it saw', async () => {
    const { log, newest } = setUp();
    newest().snapshot('5');
    newest().say({ type: 'event', cursor: '9', topic: 'me', name: 'x', data: {} });
    newest().onclose?.();
    expect(log.at(-1)).toBe('lost');
    await vi.advanceTimersByTimeAsync(310);
    expect(newest().url).toBe('ws://x?after=9');
  });

  it('comes back without the cursor when the server refuses it', async () => {
    const { newest } = setUp();
    newest().snapshot('5');
    newest().onclose?.();
    await vi.advanceTimersByTimeAsync(310);
    newest().onclose?.();
    await vi.advanceTimersByTimeAsync(700);
    expect(newest().url).toBe('ws://x?after=');
  });

  it('keeps the cursor while the server cannot be reached', async () => {
    const { newest } = setUp(() => Promise.reject(new Error('down')));
    newest().snapshot('5');
    newest().onclose?.();
    await vi.advanceTimersByTimeAsync(310);
    newest().onclose?.();
    await vi.advanceTimersByTimeAsync(700);
    expect(newest().url).toBe('ws://x?after=5');
  });

  it('says that the session has ended and stops', async () => {
    const { newest, signedOut } = setUp(() => Promise.resolve(false));
    newest().onclose?.();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(signedOut).toHaveBeenCalledOnce();
    expect(FakeSocket.all).toHaveLength(1);
  });

  it('drops what is not a message of the stream', () => {
    const { log, newest } = setUp();
    newest().onmessage?.({ data: 'noise' });
    newest().say({ type: 'other' });
    expect(log).toEqual(['connecting']);
  });

  it('is silent after stop', async () => {
    const { stream, newest } = setUp();
    newest().snapshot('1');
    stream.stop();
    newest().onclose?.();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(FakeSocket.all).toHaveLength(1);
    expect(newest().closed).toBe(true);
  });
});
