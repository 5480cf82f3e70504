// A telecaller's phone without a browser: SIP over WebSocket through zenix's relay (RFC 7118).
//
// It registers with digest authentication and answers every INVITE at once. Its answer names ICE
// credentials and a DTLS fingerprint, as Asterisk demands of a WebRTC phone, and then never sends a
// packet: signalling and control are real, the phone is mute and deaf. Audio is proved elsewhere, by
// tone, with a real browser.
import { createHash, randomBytes } from 'node:crypto';
import WebSocket from 'ws';

import { until } from './server.mjs';

const md5 = (text) => createHash('md5').update(text).digest('hex');
export const random = (bytes = 6) => randomBytes(bytes).toString('hex');

/** What a phone with these credentials says to a challenge (RFC 2617). */
export function proof({ authorization_username: user, password }, challenge, method, uri) {
  const get = (name) => new RegExp(`${name}="?([^",]+)`).exec(challenge)?.[1];
  const [realm, nonce, opaque, qop] = ['realm', 'nonce', 'opaque', 'qop'].map(get);
  const cnonce = random();
  const ha1 = md5(`${user}:${realm}:${password}`);
  const ha2 = md5(`${method}:${uri}`);
  const response = qop ? md5(`${ha1}:${nonce}:00000001:${cnonce}:auth:${ha2}`) : md5(`${ha1}:${nonce}:${ha2}`);
  return (
    `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", algorithm=MD5` +
    (qop ? `, qop=auth, nc=00000001, cnonce="${cnonce}"` : '') + (opaque ? `, opaque="${opaque}"` : '')
  );
}

export function parse(text) {
  const [head, body = ''] = text.split('\r\n\r\n');
  const [first, ...lines] = head.split('\r\n');
  const headers = lines.map((line) => [line.slice(0, line.indexOf(':')).trim().toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]);
  const all = (name) => headers.filter(([n]) => n === name).map(([, value]) => value);
  return { first, body, all, one: (name) => all(name)[0], method: first.startsWith('SIP/2.0') ? null : first.split(' ')[0], status: Number(first.split(' ')[1]) || 0 };
}

function answerTo(offer) {
  const mid = /^a=mid:(.+)$/m.exec(offer)?.[1]?.trim();
  const profile = /^m=audio \d+ (\S+)/m.exec(offer)[1];
  return [
    'v=0', `o=- ${Date.now()} 1 IN IP4 127.0.0.1`, 's=-', 't=0 0',
    ...(mid ? [`a=group:BUNDLE ${mid}`] : []),
    `m=audio 9 ${profile} 0 101`, 'c=IN IP4 127.0.0.1',
    ...(mid ? [`a=mid:${mid}`] : []),
    'a=rtcp-mux', 'a=sendrecv', 'a=rtpmap:0 PCMU/8000', 'a=rtpmap:101 telephone-event/8000',
    `a=ice-ufrag:${random(4)}`, `a=ice-pwd:${random(12)}`,
    'a=candidate:1 1 udp 2130706431 127.0.0.1 9 typ host',
    `a=fingerprint:sha-256 ${randomBytes(32).toString('hex').toUpperCase().match(/../g).join(':')}`,
    'a=setup:active', '',
  ].join('\r\n');
}

export class Phone {
  /** Every open phone, so that a failed test leaves none behind. */
  static openOnes = new Set();

  calls = new Map(); // Call-ID → {invite, tag, state}
  registered = false;
  answers = true; // false: it rings and waits
  #sequence = 1;
  #waiting = new Map();

  /** Signs nobody in: takes a client that is, and waits until Asterisk knows the phone. */
  static async open(client) {
    const phone = new Phone();
    phone.credentials = await client.ok('GET', '/api/v1/softphone');
    phone.socket = new WebSocket(phone.credentials.ws_url, 'sip');
    Phone.openOnes.add(phone.socket);
    phone.socket.once('close', () => Phone.openOnes.delete(phone.socket));
    phone.socket.on('message', (data) => phone.#receive(data.toString()));
    phone.closed = new Promise((done) => phone.socket.once('close', (code) => done(code)));
    await new Promise((done, fail) => phone.socket.once('open', done).on('error', fail));
    await phone.register();
    return phone;
  }

  get user() {
    return this.credentials.authorization_username;
  }

  async register(expires = 600) {
    const host = `${random()}.invalid`;
    this.contact ??= `<sip:${this.user}@${host};transport=ws>`;
    const callId = random(10);
    const ask = (extra = []) =>
      this.#request('REGISTER', 'sip:zenix.invalid', callId, [
        `From: <${this.credentials.uri}>;tag=${random()}`, `To: <${this.credentials.uri}>`,
        `Contact: ${this.contact};expires=${expires}`, `Expires: ${expires}`, ...extra,
      ]);
    let answer = await ask();
    if (answer.status === 401) {
      const challenge = answer.all('www-authenticate').find((one) => !/SHA/i.test(one));
      answer = await ask([`Authorization: ${proof(this.credentials, challenge, 'REGISTER', 'sip:zenix.invalid')}`]);
    }
    if (answer.status !== 200) throw new Error(`REGISTER: ${answer.first}`);
    this.registered = expires > 0;
  }


  #request(method, uri, callId, headers) {
    const number = this.#sequence++;
    const answered = new Promise((done) => this.#waiting.set(`${number} ${method}`, done));
    this.#send([
      `${method} ${uri} SIP/2.0`, `Via: SIP/2.0/WS ${random()}.invalid;branch=z9hG4bK${random(8)}`, 'Max-Forwards: 70',
      `Call-ID: ${callId}`, `CSeq: ${number} ${method}`, ...headers, 'Content-Length: 0',
    ]);
    return answered;
  }

  #send(lines, body = '') {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(`${lines.join('\r\n')}\r\n\r\n${body}`);
  }

  #reply(to, status, extra = [], body = '') {
    const call = this.calls.get(to.one('call-id'));
    const tag = to.one('to').includes('tag=') || !call ? '' : `;tag=${call.tag}`;
    this.#send([
      `SIP/2.0 ${status}`, ...to.all('via').map((v) => `Via: ${v}`), `From: ${to.one('from')}`, `To: ${to.one('to')}${tag}`,
      `Call-ID: ${to.one('call-id')}`, `CSeq: ${to.one('cseq')}`, ...extra, `Content-Length: ${Buffer.byteLength(body)}`,
    ], body);
  }

  #receive(text) {
    const message = parse(text);
    if (!message.method) {
      if (message.status >= 200) this.#waiting.get(message.one('cseq'))?.(message);
      return;
    }
    const id = message.one('call-id');
    if (message.method === 'INVITE') {
      if (!this.calls.has(id)) this.calls.set(id, { id, invite: message, tag: random(), state: 'ringing' });
      const auto = message.one('x-zenix-auto-answer') === 'yes';
      if (!this.answers && !auto) return this.#reply(message, '180 Ringing', [`Contact: ${this.contact}`]);
      this.#reply(message, '200 OK', [`Contact: ${this.contact}`, 'Content-Type: application/sdp'], answerTo(message.body));
    } else if (message.method === 'ACK') {
      const call = this.calls.get(id);
      if (call) call.state = 'up';
    } else if (message.method === 'BYE') {
      this.#reply(message, '200 OK');
      this.calls.delete(id);
    } else if (message.method === 'CANCEL') {
      this.#reply(message, '200 OK');
      const call = this.calls.get(id);
      if (call) this.#reply(call.invite, '487 Request Terminated');
      this.calls.delete(id);
    } else {
      this.#reply(message, '200 OK');
    }
  }

  /** Ends whatever the phone is in, as its own hang-up button would. */
  async hangUp() {
    for (const call of [...this.calls.values()]) {
      this.calls.delete(call.id);
      const target = /<([^>]+)>/.exec(call.invite.one('contact'))[1];
      await this.#request('BYE', target, call.id, [`From: ${call.invite.one('to')};tag=${call.tag}`, `To: ${call.invite.one('from')}`]);
    }
  }

  async close() {
    this.socket.close();
    await this.closed;
  }
}

/** A signed-in telecaller with a phone that the server sees, ready for calls. */
export async function telecaller(client) {
  const phone = await Phone.open(client);
  await until('the server sees the phone', async () => (await client.ok('GET', '/api/v1/agents/me')).phone_online);
  await client.ok('PUT', '/api/v1/agents/me/state', { state: 'ready' });
  return phone;
}
