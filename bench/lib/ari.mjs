// The smallest ARI program that does what a call needs: one WebSocket for requests and events, as
// zenix uses it, and AMI for MixMonitor. No gate, no log, no database, no page.
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { randomUUID } from 'node:crypto';

const WebSocket = createRequire(new URL('../../tests/', import.meta.url))('ws');

export class Ari {
  #next = 0;
  #waiting = new Map();
  #listeners = new Map(); // channel id → function(event)

  static async open(node, app, { everything = false } = {}) {
    const ari = new Ari();
    ari.app = app;
    const address = `ws://127.0.0.1:${node.http_port}/ari/events?app=${app}&subscribeAll=${everything}`;
    ari.socket = new WebSocket(address, 'ari', { headers: { authorization: `Basic ${Buffer.from(`zenix:${node.password}`).toString('base64')}` } });
    ari.socket.on('message', (data) => ari.#receive(JSON.parse(data)));
    await new Promise((done, fail) => ari.socket.once('open', done).on('error', fail));
    const disallowed = ['ChannelVarset', 'ChannelDialplan', 'DeviceStateChanged'].map((type) => ({ type }));
    await ari.request('PUT', `applications/${app}/eventFilter`, { disallowed });
    return ari;
  }

  request(method, uri, body) {
    const id = String((this.#next += 1));
    const frame = { type: 'RESTRequest', transaction_id: id, request_id: id, method, uri };
    if (body) Object.assign(frame, { content_type: 'application/json', message_body: JSON.stringify(body) });
    this.socket.send(JSON.stringify(frame));
    return new Promise((done, fail) => this.#waiting.set(id, { done, fail, uri }));
  }

  #receive(message) {
    if (message.type === 'RESTResponse') {
      const { done, fail, uri } = this.#waiting.get(message.request_id);
      this.#waiting.delete(message.request_id);
      if (message.status_code < 300) done(message.message_body ? JSON.parse(message.message_body) : null);
      else fail(Object.assign(new Error(`${uri}: ${message.status_code} ${message.message_body}`), { status: message.status_code }));
      return;
    }
    this.onEvent?.(message);
    this.#listeners.get(message.channel?.id)?.(message);
  }

  /** Events of one channel, as promises by name. */
  follow(id, handle) {
    this.#listeners.set(id, handle);
  }
  forget(id) {
    this.#listeners.delete(id);
  }
  close() {
    this.socket.close();
  }
}

export class Ami {
  #rest = '';
  #next = 0;
  #waiting = new Map();

  static async open(node) {
    const ami = new Ami();
    ami.socket = connect(node.ami_port, '127.0.0.1');
    ami.socket.setNoDelay(true);
    ami.socket.on('data', (chunk) => ami.#receive(chunk.toString()));
    await new Promise((done, fail) => ami.socket.once('connect', done).on('error', fail));
    await ami.action('Login', { Username: 'zenix', Secret: node.password });
    return ami;
  }

  action(name, fields) {
    const id = String((this.#next += 1));
    const lines = Object.entries(fields).map(([key, value]) => `${key}: ${value}\r\n`).join('');
    this.socket.write(`Action: ${name}\r\nActionID: ${id}\r\n${lines}\r\n`);
    return new Promise((done) => this.#waiting.set(id, done));
  }

  #receive(text) {
    this.#rest += text;
    for (let end; (end = this.#rest.indexOf('\r\n\r\n')) >= 0; this.#rest = this.#rest.slice(end + 4)) {
      const block = this.#rest.slice(0, end);
      const id = /ActionID: (\S+)/.exec(block)?.[1];
      this.#waiting.get(id)?.(/Response: Success/.test(block));
      this.#waiting.delete(id);
    }
  }
  close() {
    this.socket.end();
  }
}

/** One call as zenix makes it: phone, bridge, borrower made, joined, dialled, recorded, hung up. */
export async function bareCall({ ari, ami, spool }, { phone, borrower, talk_ms = 0 }) {
  const begin = performance.now();
  const id = randomUUID();
  const [bridge, agent, far] = [`${id}-bridge`, `${id}-t`, `${id}-b`];
  const times = { begin };
  const gate = () => {
    let open;
    const promise = new Promise((done) => (open = done));
    return { promise, open };
  };
  const [agentIn, agentUp, farIn, farUp, agentGone, farGone] = Array.from({ length: 6 }, gate);
  let failed = false;
  ari.follow(agent, (e) => {
    if (e.type === 'StasisStart') agentIn.open();
    if (e.channel.state === 'Up') agentUp.open();
    if (e.type === 'ChannelDestroyed') [agentIn, agentUp, agentGone].forEach((one) => one.open((failed = true)));
  });
  ari.follow(far, (e) => {
    if (e.type === 'StasisStart') farIn.open(e.channel.name);
    if (e.type === 'ChannelStateChange' && e.channel.state === 'Up') {
      times.up ??= performance.now();
      farUp.open(e.channel.name);
    }
    if (e.type === 'ChannelDestroyed') [farIn, farUp, farGone].forEach((one) => one.open((failed = true)));
  });
  await ari.request('POST', 'bridges', { type: 'mixing', bridgeId: bridge });
  await ari.request('POST', 'channels', {
    endpoint: `PJSIP/${phone}`, app: ari.app, channelId: agent, timeout: 15, callerId: `"Bench" <${borrower.number}>`,
    variables: { 'PJSIP_HEADER(add,X-Zenix-Auto-Answer)': 'yes' },
  });
  await agentUp.promise;
  await agentIn.promise;
  if (!failed) {
    await ari.request('POST', `bridges/${bridge}/addChannel`, { channel: [agent], inhibitConnectedLineUpdates: true });
    await ari.request('POST', 'channels/create', { endpoint: borrower.dial, app: ari.app, channelId: far, variables: { 'CONNECTEDLINE(all,i)': `"" <${borrower.shown}>` } });
    await farIn.promise;
    await ari.request('POST', `bridges/${bridge}/addChannel`, { channel: [far], inhibitConnectedLineUpdates: true });
    await ari.request('POST', `channels/${far}/dial`, { timeout: 45 });
    const name = await farUp.promise;
    if (!failed) {
      times.talking = performance.now();
      await ami.action('MixMonitor', { Channel: name, Options: `r(${spool}/${id}-b.ul)t(${spool}/${id}-t.ul)i(ZXREC)` });
      if (talk_ms) await new Promise((done) => setTimeout(done, talk_ms));
    }
  }
  const ok = !failed;
  for (const channel of [far, agent]) await ari.request('DELETE', `channels/${channel}?reason_code=16`).catch(() => {});
  await Promise.all([agentGone.promise, ...(times.up || ok ? [farGone.promise] : [])]);
  await ari.request('DELETE', `bridges/${bridge}`).catch(() => {});
  [agent, far].forEach((one) => ari.forget(one));
  times.end = performance.now();
  return { ok, id, ...times };
}
