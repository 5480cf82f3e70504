import type { CallEvents, IncomingCall, Line, LineCredentials, LineEvents, Media } from '@/lib/softphone/softphone';

export class FakeCall implements IncomingCall {
  events: CallEvents | null = null;
  accepted = 0;
  rang = false;
  refused = false;
  dropped = false;
  failWith: Error | null = null;

  constructor(
    readonly autoAnswer: boolean,
    readonly caller = 'Sunita Menon',
  ) {}

  listen(events: CallEvents): void {
    this.events = events;
  }
  ring(): void {
    this.rang = true;
  }
  accept(): Promise<Media> {
    this.accepted += 1;
    if (this.failWith !== null) return Promise.reject(this.failWith);
    return Promise.resolve({ local: null, remote: null });
  }
  counters() {
    return Promise.resolve(null);
  }
  followed = 0;
  known = true;
  follow(): Promise<boolean> {
    this.followed += 1;
    return Promise.resolve(this.known);
  }
  busy(): void {
    this.refused = true;
  }
  drop(): void {
    this.dropped = true;
  }
}

/** Lines opened by the phone under test, newest last. */
export class FakeExchange {
  readonly lines: FakeLine[] = [];
  refuse = false;
  open = (_credentials: LineCredentials, events: LineEvents): Line => {
    const line = new FakeLine(events, this.refuse);
    this.lines.push(line);
    return line;
  };
  get newest(): FakeLine {
    const line = this.lines.at(-1);
    if (!line) throw new Error('no line was opened');
    return line;
  }
}

export class FakeLine implements Line {
  closed = false;
  opened = 0;
  renewable = true;
  constructor(
    readonly events: LineEvents,
    private readonly refuse: boolean,
  ) {}
  renew(): boolean {
    return this.renewable;
  }
  open(): Promise<void> {
    this.closed = false;
    this.opened += 1;
    return this.refuse ? Promise.reject(new Error('refused')) : Promise.resolve();
  }
  close(): void {
    this.closed = true;
  }
}
