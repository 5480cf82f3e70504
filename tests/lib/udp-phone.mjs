// Somebody with a phone's name and password who goes past the relay: SIP over UDP, straight to Asterisk.
import { createHash, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';

const md5 = (text) => createHash('md5').update(text).digest('hex');
const random = () => randomBytes(6).toString('hex');

/** The status a REGISTER with these credentials ends in, sent from the address `from`; null when nobody answers. */
export function registerOverUdp({ authorization_username: user, password }, { port, from }) {
  return new Promise((done) => {
    const socket = createSocket('udp4');
    const patience = setTimeout(() => end(null), 5000);
    const end = (status) => {
      clearTimeout(patience);
      socket.close();
      done(status);
    };
    const [callId, uri] = [random(), 'sip:zenix.invalid'];
    const ask = (sequence, extra = []) => {
      const here = `${from}:${socket.address().port}`;
      const lines = [
        `REGISTER ${uri} SIP/2.0`, `Via: SIP/2.0/UDP ${here};rport;branch=z9hG4bK${random()}`, 'Max-Forwards: 70',
        `From: <sip:${user}@zenix.invalid>;tag=${random()}`, `To: <sip:${user}@zenix.invalid>`, `Call-ID: ${callId}`,
        `CSeq: ${sequence} REGISTER`, `Contact: <sip:${user}@${here}>;expires=60`, ...extra, 'Content-Length: 0',
      ];
      socket.send(`${lines.join('\r\n')}\r\n\r\n`, port, '127.0.0.1');
    };
    let proved = false;
    socket.on('message', (data) => {
      const text = data.toString();
      const status = Number(text.split(' ')[1]);
      if (status !== 401 || proved) return end(status);
      proved = true;
      const get = (name) => new RegExp(`${name}="?([^",\\r]+)`).exec(text)?.[1];
      const [realm, nonce, opaque] = ['realm', 'nonce', 'opaque'].map(get);
      const proof = md5(`${md5(`${user}:${realm}:${password}`)}:${nonce}:00000001:c:auth:${md5(`REGISTER:${uri}`)}`);
      ask(2, [
        `Authorization: Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${proof}", ` +
          `algorithm=MD5, qop=auth, nc=00000001, cnonce="c"${opaque ? `, opaque="${opaque}"` : ''}`,
      ]);
    });
    socket.bind(0, from, () => ask(1));
  });
}
