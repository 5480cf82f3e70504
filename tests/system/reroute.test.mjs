// A SIM that refuses calls: the call goes out by another, in the same call, and the SIM leaves the pool.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { dial, finish } from '../lib/calls.mjs';
import { Client } from '../lib/client.mjs';
import { telecaller } from '../lib/phone.mjs';
import { until } from '../lib/server.mjs';
import { newUser, suite, unusedBorrower } from '../lib/suite.mjs';

let admin;
let caller;
let box;

const sims = async () => (await admin.ok('GET', '/api/v1/sims')).items.filter((one) => one.trunk === 'lab-gsm');
const simIn = async (port) => (await sims()).find((one) => one.port === port);
const setPort = (port, change) => it.zenix.lab('PUT', `/lab/v1/gateways/${box}/ports/${port}`, change);
const attempts = async () => (await sims()).reduce((sum, one) => sum + one.use.today.attempts, 0);
const settled = (id) =>
  until('the call has settled', async () => {
    const call = await admin.ok('GET', `/api/v1/calls/${id}`);
    return call.cost !== null && call;
  });
const ways = (call) => call.legs.filter((leg) => leg.role === 'borrower');

const it = suite(async () => {
  admin = await Client.signIn(it.zenix, 'admin');
  caller = await newUser(it.zenix, admin, 'telecaller');
  box = (await it.zenix.lab('GET', '/lab/v1/gateways')).items?.[0]?.id ?? (await it.zenix.lab('GET', '/lab/v1/gateways'))[0].id;
  const phone = await telecaller(caller);
  return async () => {
    for (let port = 0; port < 8; port += 1) await setPort(port, { congestion_cause: 0 });
    for (const one of await sims()) await admin.ok('DELETE', `/api/v1/sims/${one.iccid}/quarantine`);
    await phone.close();
  };
});

test('a call that a SIM refuses before it rings goes out by the next, and is one attempt to the borrower', async () => {
  const { iccid, port } = await (async () => {
    const choice = await admin.ok('POST', '/api/v1/route-choices', { phone_number: '+919876512399' });
    return choice;
  })();
  await setPort(port, { congestion_cause: 42 });
  const before = await attempts();
  const one = unusedBorrower(it.zenix, '44');
  const live = await dial(caller, { customer_id: one.id });
  assert.equal(live.state, 'talking', JSON.stringify(live.legs));
  await finish(caller, live.id);
  const call = await settled(live.id);
  const [refused, taken] = ways(call);
  assert.deepEqual([ways(call).length, refused.cause_q850, refused.answered_at, refused.route.port], [2, 42, null, port]);
  assert.notEqual(taken.route.port, port);
  assert.equal(call.route.port, taken.route.port, 'the call names the way it took');
  assert.match(call.route.explanation, /Before it SIM .* refused/);
  assert.equal((await attempts()) - before, 2, 'an attempt on each SIM');
  assert.equal(it.zenix.sql(`select count(*) from gate_decisions where phone_number = '${one.phone}' and attempt_ordinal is not null`), '1');
  const out = await simIn(port);
  assert.deepEqual([out.iccid, out.health, out.out_code], [iccid, 'quarantined', 'quarantined']);
  assert.ok(Date.parse(out.out_until) > Date.now());
  await until('its use is in the database', () => it.zenix.sql(`select count(*) from sim_settlements where reservation like '${call.gate_decision_id}%'`) === '2');
  await setPort(port, { congestion_cause: 0 });
  await admin.ok('DELETE', `/api/v1/sims/${iccid}/quarantine`);
  assert.equal((await simIn(port)).health, 'well');
});

test('a number that every way refuses says nothing about the ways', async () => {
  const over = await dial(caller, { customer_id: unusedBorrower(it.zenix, '96').id });
  await finish(caller, over.id, { disposition: 'unreachable' });
  const call = await settled(over.id);
  assert.deepEqual([call.call_status, call.cause_q850, ways(call).length], ['congestion', 34, 3], JSON.stringify(call.legs));
  assert.equal(new Set(ways(call).map((leg) => leg.route.sim)).size, 3, 'each way once');
  assert.ok((await sims()).every((one) => one.health !== 'quarantined'), 'nothing is in quarantine for it');
});

test('busy is no reason to try elsewhere', async () => {
  const over = await dial(caller, { customer_id: unusedBorrower(it.zenix, '82').id });
  await finish(caller, over.id, { disposition: 'unreachable' });
  const call = await settled(over.id);
  assert.deepEqual([call.call_status, ways(call).length], ['busy', 1]);
});
