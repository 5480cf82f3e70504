// Our SMPP client against our SMPP server, through the whole house: what the API takes goes out over an account
// that is bound to our own server, comes in as a client's message, and leaves over HTTP. Receipts go back.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';

import { Client } from '../lib/client.mjs';
import { until } from '../lib/server.mjs';
import { fresh, suite, unusedBorrower } from '../lib/suite.mjs';

let admin;
let sink;
const arrived = [];
const it = suite(
  async () => {
    admin = await Client.signIn(it.zenix, 'admin');
    sink = createServer((ask, answer) => {
      let body = '';
      ask.on('data', (chunk) => (body += chunk));
      ask.on('end', () => {
        const text = JSON.parse(body);
        arrived.push(text);
        answer.statusCode = text.message.startsWith('Refuse') ? 400 : 200;
        answer.setHeader('content-type', 'application/json');
        answer.end(JSON.stringify({ id: text.id }));
      });
    });
    await new Promise((done) => sink.listen(0, '127.0.0.1', done));
    const client = await admin.ok('POST', '/api/v1/smpp-clients', { name: 'Loop', system_id: 'loop', password: 'secret12', priority: 'bulk', rate_per_s: 1000 });
    const { listening_on } = (await admin.ok('GET', `/api/v1/smpp-clients/${client.id}`)).status;
    const loop = await admin.ok('POST', '/api/v1/smsc-accounts', {
      name: fresh('loop'), kind: 'smpp', password: 'secret12', sender: 'ZENIXF',
      smpp: { host: '127.0.0.1', port: Number(listening_on.split(':').at(-1)), system_id: 'loop', dlt_entity_tag: 5120, dlt_template_tag: 5121 },
    });
    const out = await admin.ok('POST', '/api/v1/smsc-accounts', { name: fresh('sink'), kind: 'http', http: { url: `http://127.0.0.1:${sink.address().port}/` } });
    await admin.ok('PUT', '/api/v1/message-routes', {
      items: [
        { name: 'clients', via: 'account', account_id: out.id, priority: 'bulk' },
        { name: 'loop', via: 'account', account_id: loop.id },
      ],
    });
    await until('the account is bound', async () => (await admin.ok('GET', `/api/v1/smsc-accounts/${loop.id}`)).status.state === 'up', { within: 60_000 });
    it.loop = loop;
    return () => {
      sink.closeAllConnections();
      sink.close();
    };
  },
  { own: true },
);

const become = (id, status) =>
  until(`${id} is ${status}`, async () => {
    const m = await admin.ok('GET', `/api/v1/messages/${id}`);
    return m.status === status && m;
  }, { within: 60_000 });
const send = (digits, message, skip) => {
  const one = unusedBorrower(it.zenix, digits, skip);
  return admin.ok('POST', '/api/v1/messages', { customer_id: one.id, message });
};
const inner = async (text) =>
  until('it came in as a client message', async () => (await admin.ok('GET', '/api/v1/messages?source=smpp')).items.find((m) => m.message === text), { within: 60_000 });

test('a text goes out over SMPP, is judged again, leaves, and its receipt comes back', async () => {
  const text = 'Through the loop - ZENIX Finance';
  const sent = await send('01', text);
  await become(sent.id, 'accepted');
  const came = await inner(text);
  assert.equal((await become(came.id, 'accepted')).sender, 'ZENIXF');
  assert.ok(arrived.some((one) => one.id === came.id && one.message === text));
  // What the HTTP sender cannot say, the table says for it.
  it.zenix.sql(`update sms_logs set status = 'delivered', done_at = now(), updated_at = now() where id = '${came.id}'`);
  const done = await become(sent.id, 'delivered');
  assert.equal(done.part_list[0].peer_id, came.id);
});

test('a long text in another script arrives whole, with a receipt for each part', async () => {
  const text = `${'नमस्ते, यह एक लंबा संदेश है। '.repeat(6)}- ZENIX Finance`;
  const sent = await send('02', text);
  const accepted = await become(sent.id, 'accepted');
  assert.ok(accepted.part_list.length >= 3, `${accepted.part_list.length} parts`);
  const came = await inner(text);
  await become(came.id, 'accepted');
  it.zenix.sql(`update sms_logs set status = 'delivered', done_at = now(), updated_at = now() where id = '${came.id}'`);
  await become(sent.id, 'delivered');
});

test('what fails behind the server fails before it, by a receipt', async () => {
  const sent = await send('03', 'Refuse this - ZENIX Finance');
  assert.equal((await become(sent.id, 'failed')).error.code, '001');
});

test('the last PDUs are shown with their content masked', async () => {
  const { items } = await admin.ok('GET', `/api/v1/smsc-accounts/${it.loop.id}/pdus`);
  assert.ok(items.some((one) => one.command === 'submit_sm') && items.some((one) => one.command === 'deliver_sm'));
  const all = JSON.stringify(items);
  assert.ok(!all.includes('loop - ZENIX') && !all.includes('secret12'), 'neither text nor password');
});
