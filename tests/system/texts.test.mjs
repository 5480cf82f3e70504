// Texts of the demonstration: over SMPP to the lab's SMS centre, receipts and answers back.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client } from '../lib/client.mjs';
import { until } from '../lib/server.mjs';
import { newUser, suite, unusedBorrower } from '../lib/suite.mjs';

let admin;
let caller;
const it = suite(async () => {
  admin = await Client.signIn(it.zenix, 'admin');
  caller = await newUser(it.zenix, admin, 'telecaller');
  // A lab that has no SMS centre gives nothing to send to.
  it.centre = (await admin.ok('GET', '/api/v1/smsc-accounts')).items.some((a) => a.name === 'lab-centre');
  if (!it.centre) return;
  await until('the lab centre is bound', async () => (await admin.ok('GET', '/api/v1/smsc-accounts')).items.find((a) => a.name === 'lab-centre')?.status.state === 'up', { within: 60_000 });
}, { own: true });

const templateOf = async (code) => (await admin.ok('GET', '/api/v1/message-templates')).items.find((t) => t.code === code).id;
const become = (id, status) =>
  until(`${id} is ${status}`, async () => {
    const m = await admin.ok('GET', `/api/v1/messages/${id}`);
    return m.status === status && m;
  }, { within: 90_000 });
const send = async (one, code = 'missed-call') => caller.ok('POST', '/api/v1/messages', { customer_id: one.id, template_id: await templateOf(code) });

const texts = (name, body) => test(name, (t) => (it.centre ? body() : t.skip('the lab has no SMS centre')));

texts('a reminder in the borrower\'s own script reaches the handset, and says so', async () => {
  const one = unusedBorrower(it.zenix, '01');
  const sent = await send(one, 'overdue');
  const done = await become(sent.id, 'delivered');
  assert.equal(done.route.name, 'lab-centre');
  assert.ok(done.cost >= 12 && done.part_list.every((p) => p.status === 'delivered'));
  const { items } = await it.zenix.lab('GET', `/lab/v1/smsc/texts?to=${encodeURIComponent(done.phone_number)}`).then((b) => ({ items: b.texts ?? b.items ?? b }));
  assert.equal(items.length, done.parts, 'each part once');
});

texts('a receipt that says no makes it failed', async () => {
  const sent = await send(unusedBorrower(it.zenix, '94'));
  assert.notEqual((await become(sent.id, 'failed')).error, null);
});

texts('STOP acts at once: no further text, calls as before', async () => {
  const one = unusedBorrower(it.zenix, '13');
  await become((await send(one)).id, 'delivered');
  await until('the answer is here', async () => (await admin.ok('GET', `/api/v1/text-opt-outs?q=${one.phone.slice(-8)}`)).items.length === 1, { within: 60_000 });
  const again = await caller.call('POST', '/api/v1/messages', { customer_id: one.id, template_id: await templateOf('overdue') });
  assert.deepEqual([again.status, again.body.code], [422, 'gate_refused']);
  assert.ok(again.body.decision.rules.some((r) => r.id === 'any.text_opt_out' && r.verdict === 'refuse'));
  const call = await caller.ok('POST', '/api/v1/gate/check', { customer_id: one.id, channel: 'call' });
  assert.equal(call.verdict, 'allow');
  const thread = (await caller.ok('GET', '/api/v1/conversations')).items.find((c) => c.customer?.id === one.id);
  assert.deepEqual([thread.opted_out, thread.unread >= 1, thread.last.direction], [true, true, 'received']);
});

texts('a stranger\'s text waits in an inbox of its own', async () => {
  await it.zenix.lab('POST', '/lab/v1/smsc/texts', { from: '+919812345670', to: 'ZENIXF', text: 'Who are you?' });
  const thread = await until('it came', async () => (await caller.ok('GET', '/api/v1/conversations?scope=unknown')).items.find((c) => c.phone_number === '+919812345670'), { within: 60_000 });
  assert.deepEqual([thread.customer, thread.last.message], [null, 'Who are you?']);
});
