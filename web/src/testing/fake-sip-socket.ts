const OFFER = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n';

/** A WebSocket that is a SIP registrar: it accepts REGISTER and lets a test send INVITEs. */
export class FakeSipSocket {
  static opened: FakeSipSocket[] = [];
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;

  readyState = 0;
  readonly sent: string[] = [];
  private readonly target = new EventTarget();
  binaryType = 'blob';

  constructor(readonly url: string) {
    FakeSipSocket.opened.push(this);
    queueMicrotask(() => {
      this.readyState = 1;
      this.target.dispatchEvent(new Event('open'));
    });
  }
  addEventListener(name: string, listener: EventListener): void {
    this.target.addEventListener(name, listener);
  }
  removeEventListener(name: string, listener: EventListener): void {
    this.target.removeEventListener(name, listener);
  }
  send(text: string): void {
    this.sent.push(text);
    if (text.startsWith('INVITE')) setTimeout(() => this.deliver(answer(text, '200 OK', OFFER)), 0);
    if (text.startsWith('REGISTER')) setTimeout(() => this.deliver(answer(text, '200 OK')), 0);
  }
  close(): void {
    this.lose();
  }
  lose(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.target.dispatchEvent(new CloseEvent('close', { code: 1006 }));
  }
  deliver(text: string): void {
    this.target.dispatchEvent(new MessageEvent('message', { data: text }));
  }
  invite(callId: string, headers: string[] = []): void {
    const contact = /^Contact: <([^>]+)>/m.exec(this.sent[0] ?? '')?.[1] ?? 'sip:x@y';
    this.deliver(
      [
        `INVITE ${contact} SIP/2.0`,
        `Via: SIP/2.0/WS 127.0.0.1;branch=z9hG4bK${callId}`,
        `From: "Sunita" <sip:%2B919876543210@zenix.test>;tag=${callId}`,
        'To: <sip:asha@zenix.test>',
        `Call-ID: ${callId}`,
        'CSeq: 1 INVITE',
        'Max-Forwards: 70',
        'Contact: <sip:zenix@127.0.0.1;transport=ws>',
        'Content-Type: application/sdp',
        ...headers,
        `Content-Length: ${OFFER.length}`,
        '',
        OFFER,
      ].join('\r\n'),
    );
  }
  /** The ACK of the other side for a call that was answered. */
  acknowledge(callId: string): void {
    const ok = this.sent.find((text) => text.startsWith('SIP/2.0 200') && text.includes(`Call-ID: ${callId}`)) ?? '';
    const to = /^To: .*$/m.exec(ok)?.[0] ?? '';
    const contact = /^Contact: <([^>]+)>/m.exec(this.sent[0] ?? '')?.[1] ?? 'sip:x@y';
    this.deliver(
      [
        `ACK ${contact} SIP/2.0`,
        `Via: SIP/2.0/WS 127.0.0.1;branch=z9hG4bKack${callId}`,
        `From: "Sunita" <sip:%2B919876543210@zenix.test>;tag=${callId}`,
        to.trimEnd(),
        `Call-ID: ${callId}`,
        'CSeq: 1 ACK',
        'Max-Forwards: 70',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
  }
  /** First lines of what the phone sent about a call. */
  about(callId: string): string[] {
    return this.sent.filter((text) => text.includes(`Call-ID: ${callId}`)).map((text) => text.split('\r\n')[0] ?? '');
  }
}

/** The registrar answers with the contact it was given: SIP.js looks for its own. */
function answer(request: string, status: string, body = ''): string {
  const header = (name: string) => new RegExp(`^${name}: .*$`, 'mi').exec(request)?.[0] ?? '';
  const to = header('To');
  const type = body === '' ? [] : ['Content-Type: application/sdp'];
  return [`SIP/2.0 ${status}`, header('Via'), header('From'), to.includes(';tag=') ? to : `${to};tag=registrar`, header('Call-ID'), header('CSeq'), header('Contact'), ...type, `Content-Length: ${body.length}`, '', body].join('\r\n');
}
