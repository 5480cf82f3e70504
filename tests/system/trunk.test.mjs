// A call over a provider's SIP trunk: account and password, the right causes, the number shown, the price.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { labCall } from '../lib/borrowers.mjs';
import { dial, finish } from '../lib/calls.mjs';
import { Client } from '../lib/client.mjs';
import { telecaller } from '../lib/phone.mjs';
import { sleep, until } from '../lib/server.mjs';
import { newUser, suite, unusedBorrower } from '../lib/suite.mjs';

let admin;
let caller;
let trunk;
const writable = ({ name, kind, host, port, username, codecs, channels_max, caller_id }) => ({ name, kind, host, port, username, codecs, channels_max, caller_id });
const put = (change) => admin.ok('PUT', `/api/v1/trunks/${trunk.id}`, { ...writable(trunk), ...change });

const it = suite(async () => {
  admin = await Client.signIn(it.zenix, 'admin');
  caller = await newUser(it.zenix, admin, 'telecaller');
  const phone = await telecaller(caller);
  trunk = (await admin.ok('GET', '/api/v1/trunks')).items.find((one) => one.name === 'lab-sip');
  return async () => {
    await put({ enabled: false });
    await phone.close();
  };
});

const settled = (id) =>
  until('the call has settled', async () => {
    const call = await admin.ok('GET', `/api/v1/calls/${id}`);
    return call.cost !== null && call;
  });

test('the demonstration calls by GSM until somebody switches the trunk on', async () => {
  assert.deepEqual([trunk.kind, trunk.enabled, trunk.username], ['sip', false, 'demo-trunk']);
  const call = await dial(caller, { customer_id: unusedBorrower(it.zenix, '41').id });
  assert.equal(call.route.trunk, 'lab-gsm');
  await finish(caller, call.id);
  await put({ enabled: true });
  await until('the trunk answers', async () => (await admin.ok('GET', `/api/v1/trunks/${trunk.id}`)).state === 'reachable', { within: 30_000 });
});

test('a call answered over the trunk: route, number shown and price are in its record', async () => {
  const one = unusedBorrower(it.zenix, '42');
  const live = await dial(caller, { customer_id: one.id });
  assert.equal(live.state, 'talking');
  assert.deepEqual([live.route.trunk, live.route.gateway, live.route.sim, live.route.port], ['lab-sip', null, null, null]);
  assert.match(live.route.explanation, /SIP trunk lab-sip/);
  const there = await labCall(it.zenix, one.phone);
  assert.deepEqual([there.port, there.caller], [-1, trunk.caller_id], 'it came by the trunk, with the trunk\'s number');
  assert.equal((await admin.ok('GET', `/api/v1/trunks/${trunk.id}`)).calls_now, 1);
  await sleep(1500);
  await finish(caller, live.id);
  const call = await settled(live.id);
  assert.deepEqual([call.call_status, call.ended_by], ['answered', 'telecaller']);
  const seconds = call.call_duration;
  assert.deepEqual([call.cost, call.currency], [trunk.tariff.price_minor * Math.max(1, Math.ceil(seconds / trunk.tariff.first_pulse_s)), 'INR']);
  assert.equal((await admin.ok('GET', `/api/v1/trunks/${trunk.id}`)).calls_now, 0);
});

test('busy and switched off come back with their causes, and cost nothing', async () => {
  for (const [digits, status, cause] of [['81', 'busy', 17], ['91', 'switched_off', 20]]) {
    const one = unusedBorrower(it.zenix, digits);
    const over = await dial(caller, { customer_id: one.id });
    assert.equal(over.route.trunk, 'lab-sip');
    await finish(caller, over.id);
    const call = await settled(over.id);
    const there = JSON.stringify(await labCall(it.zenix, one.phone));
    assert.deepEqual([call.call_status, call.cause_q850, call.cost], [status, cause, 0], `${one.phone}: ${JSON.stringify(call.legs)} ${there}`);
  }
});

test('without the right password the provider takes no call', async () => {
  await put({ enabled: true, password: 'wrong' });
  const over = await dial(caller, { customer_id: unusedBorrower(it.zenix, '43').id });
  await finish(caller, over.id);
  const call = await settled(over.id);
  assert.deepEqual([call.route.trunk, call.answered_at, call.cost], ['lab-sip', null, 0]);
  await put({ enabled: true, password: 'demo-trunk' });
});
