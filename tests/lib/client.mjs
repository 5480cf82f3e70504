// A person or system at the API.
import WebSocket from 'ws';

export class Client {
  /** Hears of every answer of every client, when set: {method, path, status, type, body}. */
  static onAnswer = null;
  /** Hears of every message of every event stream, when set. */
  static onMessage = null;
  /** Every event stream that was opened, so that a failed test leaves none behind. */
  static streams = new Set();

  cookie = '';
  csrf = '';

  constructor(url, extra = {}) {
    this.url = url;
    this.extra = extra;
  }

  /** `who` is a login of the demonstration, or {username, password}. */
  static async signIn(zenix, who, extra = {}) {
    const client = new Client(zenix.url, extra);
    const { username, password } = typeof who === 'string' ? zenix.demo.logins[who] : who;
    const answer = await client.call('POST', '/api/v1/session', { username, password });
    if (answer.status !== 200) throw new Error(`sign-in of ${username}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return client;
  }

  /** Another system, with an API token. */
  static bearing(zenix, token) {
    return new Client(zenix.url, { authorization: `Bearer ${token}` });
  }

  async call(method, path, body, headers = {}) {
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const answer = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }),
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...(this.csrf ? { 'x-csrf-token': this.csrf } : {}),
        ...this.extra,
        ...headers,
      },
      body: body === undefined ? undefined : raw ? body : JSON.stringify(body),
    });
    for (const cookie of answer.headers.getSetCookie()) this.cookie = cookie.split(';')[0];
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const type = answer.headers.get('content-type') ?? '';
    const parsed = type.includes('json') ? JSON.parse(Buffer.from(bytes).toString()) : bytes;
    if (parsed?.csrf_token) this.csrf = parsed.csrf_token;
    Client.onAnswer?.({ method, path, status: answer.status, type, body: parsed });
    return { status: answer.status, headers: answer.headers, body: parsed };
  }

  /** The answer's body; throws when the status is not the one wanted. */
  async ok(method, path, body, headers) {
    const answer = await this.call(method, path, body, headers);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** The event stream, collecting. */
  events(query = 'topics=me') {
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}/api/v1/events?${query}`, {
      headers: { cookie: this.cookie, ...this.extra },
    });
    Client.streams.add(socket);
    socket.once('close', () => Client.streams.delete(socket));
    const seen = [];
    const stream = { socket, seen, snapshot: null, refused: null };
    socket.on('message', (data) => {
      const message = JSON.parse(data.toString());
      if (message.type === 'snapshot') stream.snapshot = message;
      seen.push(message);
      Client.onMessage?.(message);
    });
    stream.opened = new Promise((done) => {
      socket.once('open', () => done(stream));
      socket.once('unexpected-response', (_, answer) => {
        let text = '';
        answer.on('data', (chunk) => (text += chunk));
        answer.on('end', () => {
          stream.refused = { status: answer.statusCode, body: text ? JSON.parse(text) : null };
          done(stream);
        });
      });
      socket.on('error', () => done(stream)); // Also later: a killed server resets it.
    });
    return stream;
  }
}
