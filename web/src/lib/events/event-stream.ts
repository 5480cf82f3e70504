import { Backoff } from '../backoff';
import type { StreamEvent, StreamSnapshot } from '../api/schema.gen';

import { parseMessage } from './messages';

export type StreamStatus = 'connecting' | 'open' | 'lost';

interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  close(): void;
}

interface Options {
  url: (after: string | null) => string;
  openSocket?: (url: string) => Socket;
  onSnapshot: (snapshot: StreamSnapshot, resumed: boolean) => void;
  onEvent: (event: StreamEvent) => void;
  onStatus: (status: StreamStatus) => void;
  /** Asks the server whether the session lives: true, false, or a rejection when it is not reached. */
  probe: () => Promise<boolean>;
  onSignedOut: () => void;
}

/**
 * The one event stream. It keeps the cursor of what was seen, comes back with it after every loss, and
 * comes back without it when the server refuses the cursor (a browser cannot read the 410 of a failed
 * WebSocket, so a refused opening of a reachable server counts as one).
 */
export class EventStream {
  #socket: Socket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #cursor: string | null = null;
  #stopped = true;
  readonly #backoff = new Backoff(300, 5_000);

  constructor(private readonly options: Options) {}

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.options.onStatus('connecting');
    this.#open();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    if (socket) {
      socket.onclose = null;
      socket.close();
    }
  }

  /** Try now instead of after the wait. */
  retryNow(): void {
    if (this.#stopped || this.#socket) return;
    clearTimeout(this.#timer);
    this.#open();
  }

  #open(): void {
    const after = this.#cursor;
    const open = this.options.openSocket ?? ((url: string) => new WebSocket(url) as Socket);
    const socket = open(this.options.url(after));
    let opened = false;
    this.#socket = socket;
    socket.onopen = () => {
      opened = true;
    };
    socket.onmessage = (event) => this.#receive(String(event.data), after !== null);
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      void this.#lost(opened);
    };
  }

  #receive(text: string, resumed: boolean): void {
    const message = parseMessage(text);
    if (!message) return;
    this.#cursor = message.cursor;
    if (message.type === 'snapshot') {
      this.#backoff.reset();
      this.options.onSnapshot(message, resumed);
      for (const missed of message.missed) this.options.onEvent(missed);
      this.options.onStatus('open');
    } else {
      this.options.onEvent(message);
    }
  }

  async #lost(opened: boolean): Promise<void> {
    if (this.#stopped) return;
    this.options.onStatus('lost');
    if (!opened) {
      try {
        const alive = await this.options.probe();
        if (!alive) {
          this.options.onSignedOut();
          return;
        }
        this.#cursor = null;
      } catch {
        // Not reached: the cursor may still be good.
      }
    }
    // `stop` may have been called while the probe was on its way.
    if (this.#isStopped()) return;
    this.#timer = setTimeout(() => this.#open(), this.#backoff.next());
  }

  #isStopped(): boolean {
    return this.#stopped;
  }
}
