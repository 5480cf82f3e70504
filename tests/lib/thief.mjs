// Somebody who has a phone's name and password and tries them past the relay.
import { createSocket } from 'node:dgram';
import WebSocket from 'ws';

import { parse, proof, random } from './phone.mjs';

/** A way to Asterisk: `say` sends, `hear` is called with each message; `over` goes into the Via. */
export async function udp(port, from = '127.0.0.1') {
  const socket = createSocket('udp4').unref(); // forgotten by a test that failed, it holds nobody up
  await new Promise((done, fail) => socket.once('error', fail).bind(0, from, done));
  const way = { over: 'UDP', at: `${from}:${socket.address().port}`, say: (text) => socket.send(text, port, '127.0.0.1'), close: () => socket.close() };
  socket.on('message', (data) => way.hear?.(data.toString()));
  return way;
}

export async function webSocket(url) {
  const socket = new WebSocket(url, 'sip');
  await new Promise((done, fail) => socket.once('open', done).on('error', fail));
  const way = { over: 'WS', at: `${random()}.invalid`, say: (text) => socket.send(text), close: () => socket.terminate() };
  socket.on('message', (data) => way.hear?.(data.toString()));
  return way;
}

/** Tries to register; the statuses of the answers, the first without proof and the second with it. */
export async function tryToRegister(way, credentials, extra = []) {
  const callId = random(10);
  let sequence = 0;
  const ask = (more) =>
    new Promise((done, fail) => {
      sequence += 1;
      const text = [
        'REGISTER sip:zenix.invalid SIP/2.0', `Via: SIP/2.0/${way.over} ${way.at};branch=z9hG4bK${random(8)};rport`, 'Max-Forwards: 70',
        `Call-ID: ${callId}`, `CSeq: ${sequence} REGISTER`, `From: <${credentials.uri}>;tag=${random()}`, `To: <${credentials.uri}>`,
        `Contact: <sip:${credentials.authorization_username}@${way.at};transport=${way.over.toLowerCase()}>;expires=600`, ...more, ...extra, 'Content-Length: 0', '', '',
      ].join('\r\n');
      const mine = `${sequence} REGISTER`;
      way.hear = (said) => {
        const answer = parse(said);
        if (answer.status >= 200 && answer.one('cseq') === mine) finish(done, answer);
      };
      // UDP forgets: asked again until somebody answers (RFC 3261 §17.1.2).
      const again = setInterval(() => way.say(text), 500);
      const patience = setTimeout(() => finish(fail, new Error(`no answer over ${way.over}`)), 30_000);
      const finish = (how, what) => (clearInterval(again), clearTimeout(patience), how(what));
      way.say(text);
    });
  try {
    const first = await ask([]);
    const challenge = first.all('www-authenticate').find((one) => !/SHA/i.test(one));
    if (!challenge) return [first.status];
    const second = await ask([`Authorization: ${proof(credentials, challenge, 'REGISTER', 'sip:zenix.invalid')}`]);
    return [first.status, second.status];
  } finally {
    way.close();
  }
}
