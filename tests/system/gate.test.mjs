// The legal gate: what it refuses and when it would not, and that nothing is dialled without it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { dial, finish } from '../lib/calls.mjs';
import { Client } from '../lib/client.mjs';
import { telecaller } from '../lib/phone.mjs';
import { until } from '../lib/server.mjs';
import { newUser, suite, unusedBorrower } from '../lib/suite.mjs';

let admin;
let caller;
let phone;

const it = suite(async () => {
  admin = await Client.signIn(it.zenix, 'admin');
  caller = await newUser(it.zenix, admin, 'telecaller');
  phone = await telecaller(caller);
  return () => phone.close();
});

const ask = (question) => caller.ok('POST', '/api/v1/gate/check', question);
const ruleOf = (decision, id) => decision.rules.find((rule) => rule.id === id);

// A day at which the demonstration's own rule of hours acts no more; India keeps one offset.
const day = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
const nextDay = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
const india = (date, time) => `${date}T${time}:00+05:30`;
const same = (a, b) => assert.equal(Date.parse(a), Date.parse(b));

test('hours: before eight and from seven in the evening it refuses, and says which minute is lawful', async () => {
  const { phone: number } = unusedBorrower(it.zenix, '11');
  const cases = [
    ['07:59', 'refuse', india(day, '08:00')],
    ['08:00', 'allow', null],
    ['18:59', 'allow', null],
    ['19:00', 'refuse', india(nextDay, '08:00')],
    ['23:30', 'refuse', india(nextDay, '08:00')],
  ];
  for (const [time, verdict, next] of cases) {
    const decision = await ask({ phone_number: number, at: india(day, time) });
    assert.equal(decision.verdict, verdict, time);
    assert.match(decision.local_time, new RegExp(time));
    const rule = ruleOf(decision, 'in.hours.recovery');
    assert.equal(rule.verdict, verdict, time);
    if (next) {
      same(decision.next_lawful_at, next);
      same(rule.next_lawful_at, next);
      assert.match(decision.summary, /08:00/);
    } else assert.equal(decision.next_lawful_at, null);
  }
});

test('a minute that is named as lawful is lawful, and the one before is not', async () => {
  const { phone: number } = unusedBorrower(it.zenix, '11');
  const refused = await ask({ phone_number: number, at: india(day, '21:17') });
  const next = Date.parse(refused.next_lawful_at);
  assert.equal((await ask({ phone_number: number, at: new Date(next).toISOString() })).verdict, 'allow');
  assert.equal((await ask({ phone_number: number, at: new Date(next - 60_000).toISOString() })).verdict, 'refuse');
});

test('do not call: refused for ever, on every channel, until an administrator takes it off', async () => {
  const one = unusedBorrower(it.zenix, '12');
  assert.equal((await ask({ customer_id: one.id })).verdict, 'allow');
  await admin.ok('POST', '/api/v1/dnc', { phone_number: one.phone, reason: 'asked by letter' });
  for (const channel of ['call', 'text']) {
    const decision = await ask({ customer_id: one.id, channel });
    assert.equal(decision.verdict, 'refuse');
    assert.equal(ruleOf(decision, 'any.do_not_call').verdict, 'refuse');
    assert.equal(decision.next_lawful_at, null);
  }
  const { status, body } = await caller.call('POST', '/api/v1/calls', { customer_id: one.id });
  assert.deepEqual([status, body.code], [422, 'gate_refused']);
  assert.equal(body.decision.verdict, 'refuse');
  await admin.ok('DELETE', `/api/v1/dnc/${encodeURIComponent(one.phone)}`);
  assert.equal((await ask({ customer_id: one.id })).verdict, 'allow');
});

test('a number that nobody can hold is refused by its rule', async () => {
  for (const number of ['12', '+91123', 'nonsense']) {
    const decision = await ask({ phone_number: number });
    assert.equal(decision.verdict, 'refuse', number);
    assert.equal(ruleOf(decision, 'any.valid_number')?.verdict, 'refuse', number);
  }
});

test('three attempts a day, whatever came of them; the fourth is refused until tomorrow', async () => {
  const one = unusedBorrower(it.zenix, '80');
  for (let n = 1; n <= 3; n += 1) {
    assert.equal((await ask({ customer_id: one.id })).attempts_left_today, 4 - n, 'a question is no attempt');
    const call = await dial(caller, { customer_id: one.id });
    await finish(caller, call.id, { disposition: 'busy' });
  }
  const decision = await ask({ customer_id: one.id });
  assert.deepEqual([decision.verdict, decision.attempts_left_today], ['refuse', 0]);
  assert.equal(ruleOf(decision, 'any.attempts_per_day').verdict, 'refuse');
  assert.ok(Date.parse(decision.next_lawful_at) > Date.now());
  const { status, body } = await caller.call('POST', '/api/v1/calls', { customer_id: one.id });
  assert.deepEqual([status, body.code], [422, 'gate_refused']);
  const after = await ask({ customer_id: one.id, at: decision.next_lawful_at });
  assert.deepEqual([after.verdict, after.attempts_left_today], ['allow', 3]);
  const me = await until('free again', async () => {
    const agent = await caller.ok('GET', '/api/v1/agents/me');
    return agent.call_id === null && agent;
  });
  assert.equal(me.state, 'ready', 'a refused call leaves the telecaller as they were');
});

test('the cap is a rule: lower it and it acts on the next question', async () => {
  const one = unusedBorrower(it.zenix, '13');
  try {
    await admin.ok('PATCH', '/api/v1/rules/any.attempts_per_day', { parameters: { per_number_per_day: 0 } });
    assert.equal((await ask({ customer_id: one.id })).verdict, 'refuse');
  } finally {
    await admin.ok('PATCH', '/api/v1/rules/any.attempts_per_day', { parameters: { per_number_per_day: 3 } });
  }
  assert.equal((await ask({ customer_id: one.id })).verdict, 'allow');
});

test('many clicks at one time pass the cap no more often than it allows', async () => {
  const one = unusedBorrower(it.zenix, '81');
  const crowd = [];
  for (let n = 0; n < 6; n += 1) {
    const client = await newUser(it.zenix, admin, 'telecaller');
    crowd.push({ client, phone: await telecaller(client) });
  }
  const answers = await Promise.all(crowd.map(({ client }) => client.call('POST', '/api/v1/calls', { customer_id: one.id })));
  const statuses = answers.map(({ status, body }) => `${status} ${body.code ?? ''}`.trim()).sort();
  assert.deepEqual(statuses, ['201', '201', '201', '422 gate_refused', '422 gate_refused', '422 gate_refused']);
  for (const [n, { client, phone: their }] of crowd.entries()) {
    if (answers[n].status === 201) await finish(client, answers[n].body.id, { disposition: 'busy' });
    await their.close();
  }
});

test('decisions are kept with their rules and can be read again, also by the refused call', async () => {
  const one = unusedBorrower(it.zenix, '14');
  const decision = await ask({ customer_id: one.id, at: india(day, '03:00') });
  assert.deepEqual(await caller.ok('GET', `/api/v1/gate/decisions/${decision.id}`), decision);
  const { items } = await admin.ok('GET', `/api/v1/gate/decisions?phone_number=${encodeURIComponent(one.phone)}&verdict=refuse`);
  assert.equal(items[0].id, decision.id);
  const inputs = JSON.parse(it.zenix.sql(`select inputs from gate_decisions where id = '${decision.id}'`));
  assert.equal(inputs.country, 'IN');
});

test('no leg to the outside without a stored decision, and no decision used twice', async () => {
  const asked = it.zenix.sql('select count(*) from gate_decisions where attempt_ordinal is not null');
  const started = it.zenix.sql("select count(*) from call_logs where call_direction = 'outbound'");
  for (const digits of ['20', '82', '90', '94', '96', '99']) {
    const call = await dial(caller, { customer_id: unusedBorrower(it.zenix, digits).id });
    assert.ok(call.gate_decision_id, 'the call names its decision');
    await finish(caller, call.id, { disposition: call.answered_at ? 'hung_up' : 'unreachable' });
  }
  await until('all rows are written', () => Number(it.zenix.sql("select count(*) from call_logs where call_direction = 'outbound'")) - Number(started) === 6);
  const attempts = Number(it.zenix.sql('select count(*) from gate_decisions where attempt_ordinal is not null')) - Number(asked);
  assert.equal(attempts, 6, 'one decision for each outbound leg');
  const orphans = it.zenix.sql(
    `select count(*) from call_logs c where call_direction = 'outbound' and not exists
       (select from gate_decisions d where d.id = c.gate_decision_id and d.verdict = 'allow'
          and d.attempt_ordinal is not null and d.phone_number = c.phone_number)`,
  );
  assert.equal(orphans, '0');
  const reused = it.zenix.sql("select count(*) - count(distinct gate_decision_id) from call_logs where call_direction = 'outbound'");
  assert.equal(reused, '0');
});
