import { Backoff } from '../backoff';

import { microphoneProblem } from './microphone';
import { type AudioCounters, IDLE, type IncomingCall, type Line, type LineCredentials, type LineFactory, type PhoneState, type Softphone } from './softphone';

interface Options {
  credentials: () => Promise<LineCredentials>;
  openLine: LineFactory;
  /** Whether asking again is useless: the session has ended or may have no phone. */
  isFinal?: (error: unknown) => boolean;
  random?: () => number;
}

interface ActiveCall {
  call: IncomingCall;
  line: Line;
  /** Its WebSocket was lost and the other side has not yet been told of the new one; audio goes on. */
  severed: boolean;
}

/** Keeps one line registered for as long as it is started, and one call at most on it. */
export class SupervisedPhone implements Softphone {
  #state: PhoneState = IDLE;
  #listeners = new Set<(state: PhoneState) => void>();
  #line: Line | null = null;
  #active: ActiveCall | null = null;
  #started = false;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #backoff: Backoff;

  constructor(private readonly options: Options) {
    this.#backoff = new Backoff(300, 5_000, options.random);
  }

  state(): PhoneState {
    return this.#state;
  }

  subscribe(listener: (state: PhoneState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#backoff.reset();
    void this.#connect();
  }

  stop(): void {
    this.#started = false;
    this.#closeLine();
    this.#active?.call.drop();
    this.#active = null;
    this.#set(IDLE);
  }

  async answer(): Promise<void> {
    if (this.#active && this.#state.session === 'ringing') await this.#accept(this.#active);
  }

  reconnect(): void {
    if (!this.#started) return;
    this.#closeLine();
    this.#backoff.reset();
    void this.#connect();
  }

  counters(): Promise<AudioCounters | null> {
    return this.#active?.call.counters() ?? Promise.resolve(null);
  }

  releaseStale(): void {
    if (this.#active?.severed) this.#forget(this.#active, true);
  }

  #closeLine(): void {
    this.#attempt += 1;
    clearTimeout(this.#timer);
    const line = this.#line;
    this.#line = null;
    if (this.#active) this.#active.severed = true;
    line?.close();
  }

  async #connect(): Promise<void> {
    this.#attempt += 1;
    const attempt = this.#attempt;
    const current = () => this.#started && attempt === this.#attempt;
    this.#set({ line: 'connecting' });
    try {
      const credentials = await this.options.credentials();
      if (!current()) return;
      const line = this.#lineFor(credentials);
      this.#line = line;
      await line.open();
      if (!current()) return;
      this.#backoff.reset();
      this.#set({ line: 'registered', problem: null });
      if (this.#active) void this.#follow(this.#active);
    } catch (error) {
      if (current()) this.#lost(error);
    }
  }

  /** The line of the running call, so that the call can follow it; a new one where there is none. */
  #lineFor(credentials: LineCredentials): Line {
    const before = this.#active?.line;
    if (before?.renew(credentials)) return before;
    const line: Line = this.options.openLine(credentials, {
      onInvite: (call) => this.#invited(call, line),
      onLost: () => {
        if (this.#line === line) this.#lost(null);
      },
    });
    return line;
  }

  async #follow(active: ActiveCall): Promise<void> {
    if (!active.severed || active.line !== this.#line || this.#state.session !== 'up') return;
    try {
      if (await active.call.follow()) active.severed = false;
      else this.#forget(active, true);
    } catch {
      // No clear answer: the audio goes on, and `releaseStale` ends it when the server knows no call.
    }
  }

  #lost(error: unknown): void {
    this.#closeLine();
    if (error !== null && this.options.isFinal?.(error) === true) {
      this.#set({ line: 'offline', problem: 'refused' });
      return;
    }
    this.#set({ line: 'connecting', problem: error === null ? null : 'unreachable' });
    this.#timer = setTimeout(() => void this.#connect(), this.#backoff.next());
  }

  #invited(call: IncomingCall, line: Line): void {
    const before = this.#active;
    if (!call.autoAnswer && before) {
      call.busy();
      return;
    }
    const active: ActiveCall = { call, line, severed: false };
    this.#active = active;
    call.listen({
      onEnded: () => this.#forget(active, false),
      onMediaFailed: () => {
        if (this.#active !== active) return;
        this.#forget(active, true);
        this.reconnect();
      },
    });
    if (call.autoAnswer) {
      // The server gives a running call back on a new leg: the old one is silent by now.
      before?.call.drop();
      void this.#accept(active);
    } else {
      call.ring();
      this.#set({ session: 'ringing', caller: call.caller });
    }
  }

  async #accept(active: ActiveCall): Promise<void> {
    this.#set({ session: 'answering', caller: active.call.caller });
    try {
      const media = await active.call.accept();
      if (this.#active === active) this.#set({ session: 'up', problem: null, ...media });
    } catch (error) {
      if (this.#active !== active) return;
      this.#forget(active, false);
      this.#set({ problem: microphoneProblem(error) });
    }
  }

  #forget(active: ActiveCall, drop: boolean): void {
    if (this.#active !== active) return;
    this.#active = null;
    if (drop) active.call.drop();
    this.#set({ session: 'none', caller: null, remote: null, local: null });
  }

  #set(change: Partial<PhoneState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener(this.#state);
  }
}
