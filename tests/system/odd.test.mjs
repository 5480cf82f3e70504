// Calls in which people do what nobody expects: each ends whole, and nobody is left hanging.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { dial } from '../lib/calls.mjs';
import { Client } from '../lib/client.mjs';
import { Phone, telecaller } from '../lib/phone.mjs';
import { until } from '../lib/server.mjs';
import { newUser, suite, unusedBorrower } from '../lib/suite.mjs';

let admin;
let supervisor;
const it = suite(async () => {
  admin = await Client.signIn(it.zenix, 'admin');
  supervisor = await Client.signIn(it.zenix, 'supervisor');
});

/** A borrower who answers in a moment. */
async function willing(digits) {
  const one = unusedBorrower(it.zenix, digits);
  await it.zenix.lab('PUT', `/lab/v1/borrowers/${encodeURIComponent(one.phone)}`, { behaviour: 'answer', answer_after_ms: 100, tone_hz: 1000 });
  return one;
}
async function seated() {
  const client = await newUser(it.zenix, admin, 'telecaller');
  client.phone = await telecaller(client);
  return client;
}
const agent = (client) => client.ok('GET', '/api/v1/agents/me');
const look = (id) => supervisor.ok('GET', `/api/v1/calls/${id}`);
const verb = (client, id, path, body = {}) => client.call('POST', `/api/v1/calls/${id}/${path}`, body);
const over = (id) => until('the call is over', async () => { const c = await look(id); return c.state === 'ended' && c; }, { within: 40_000 });
const reaches = (id, ...states) => until(`the call is ${states}`, async () => { const c = await look(id); return states.includes(c.state) && c; }, { within: 40_000 });
const rowsOf = (id) => Number(it.zenix.sql(`select count(*) from call_logs where id = '${id}'`));
const logged = (id) => until('one row', () => rowsOf(id) === 1, { within: 30_000 });
async function talk(client, digits) {
  const one = await willing(digits);
  const call = await dial(client, { customer_id: one.id });
  assert.equal(call.state, 'talking');
  return { ...call, borrower: one };
}
/** Ends the call, writes the outcome and lets the phone go. */
async function done(client, id) {
  await verb(client, id, 'hangup');
  await over(id);
  await logged(id);
  const { status } = await supervisor.call('PUT', `/api/v1/calls/${id}/outcome`, { disposition: 'hung_up' });
  assert.equal(status, 200);
}
const legs = (call, role) => call.legs.filter((leg) => leg.role === role);

test('a double click on Call makes one call, with and without a key', async () => {
  const client = await seated();
  const one = await willing('33');
  const key = crypto.randomUUID();
  const twice = await Promise.all([1, 2, 3].map(() => client.call('POST', '/api/v1/calls', { customer_id: one.id }, { 'idempotency-key': key })));
  assert.deepEqual(twice.map(({ status }) => status).sort(), [201, 201, 201], JSON.stringify(twice.map(({ body }) => body.code)));
  assert.equal(new Set(twice.map(({ body }) => body.id)).size, 1, 'one key, one call');
  const { id } = twice[0].body;
  const again = await client.call('POST', '/api/v1/calls', { customer_id: one.id });
  assert.deepEqual([again.status, again.body.code], [409, 'in_call']);
  await reaches(id, 'talking');
  assert.equal(Number(it.zenix.sql(`select count(*) from gate_decisions where phone_number = '${one.phone}' and attempt_ordinal is not null`)), 1, 'one attempt was counted');
  await done(client, id);
  await client.phone.close();
});

test('hanging up while a third party is being consulted ends every leg, and the telecaller writes up', async () => {
  const client = await seated();
  const call = await talk(client, '34');
  const other = await willing('35');
  const asked = await verb(client, call.id, 'transfer', { kind: 'consult', to_phone_number: other.phone });
  assert.equal(asked.status, 200, JSON.stringify(asked.body));
  await verb(client, call.id, 'hangup');
  const ended = await over(call.id);
  await logged(call.id);
  assert.deepEqual(ended.legs.filter((leg) => leg.role !== 'telecaller').length, 2);
  await until('every leg has ended', async () => (await look(call.id)).legs.every((leg) => leg.state === 'ended'));
  await until('the lab has no call', async () => (await it.zenix.lab('GET', '/lab/v1/calls')).items.filter((c) => [call.borrower.phone, other.phone].includes(c.borrower)).every((c) => c.state === 'ended'));
  assert.equal((await agent(client)).state, 'wrap_up');
  await client.ok('PUT', `/api/v1/calls/${call.id}/outcome`, { disposition: 'hung_up' });
  await client.phone.close();
});

test('verbs that do not fit are refused with the way out, and change nothing', async () => {
  const client = await seated();
  const call = await talk(client, '36');
  const other = await willing('37');
  const refused = async (path, body, code) => {
    const answer = await verb(client, call.id, path, body);
    assert.deepEqual([answer.status, answer.body.code], [409, code], path);
    assert.ok(answer.body.detail.length > 10);
  };
  for (const path of ['transfer/complete', 'transfer/cancel', 'conference']) await refused(path, {}, 'no_transfer');
  await verb(client, call.id, 'transfer', { kind: 'consult', to_phone_number: other.phone });
  await reaches(call.id, 'consulting');
  await refused('hold', {}, 'in_transfer');
  await refused('transfer', { kind: 'blind', to_phone_number: call.borrower.phone }, 'in_transfer');
  await verb(client, call.id, 'transfer/cancel');
  await reaches(call.id, 'talking');
  for (const path of ['hold', 'hold', 'resume', 'resume', 'mute', 'mute', 'unmute', 'unmute', 'recording/pause', 'recording/pause', 'recording/resume', 'recording/resume'])
    assert.equal((await verb(client, call.id, path)).status, 200, `${path} twice is fine`);
  await done(client, call.id);
  await refused('hold', {}, 'call_over');
  await refused('dtmf', { digits: '1' }, 'call_over');
  await client.phone.close();
});

test('a second browser of a telecaller that closes does not cut the call in the first', async () => {
  const client = await seated();
  const call = await talk(client, '38');
  const second = await Client.signIn(it.zenix, client.login);
  const phone = await Phone.open(second);
  await phone.close();
  // What happens to the call happens within the sweep that follows.
  for (let n = 0; n < 20; n += 1) assert.equal(legs(await look(call.id), 'telecaller').length, 1, 'the leg is the same');
  assert.equal((await look(call.id)).state, 'talking');
  await done(client, call.id);
  await client.phone.close();
});

test('a page that closes in a call has 15 s: signed in anew, the same conversation is there', async () => {
  const client = await seated();
  const call = await talk(client, '39');
  await client.ok('DELETE', '/api/v1/session');
  const waiting = await reaches(call.id, 'reconnecting');
  assert.equal(legs(waiting, 'borrower').at(-1).state, 'up');
  const back = await Client.signIn(it.zenix, client.login);
  back.phone = await Phone.open(back);
  const again = await reaches(call.id, 'talking');
  assert.equal(legs(again, 'borrower').length, 1, 'the borrower was never rung again');
  await done(back, call.id);
  await back.phone.close();
});

test('a user switched off in a call loses it after the grace, and the row says why', async () => {
  const client = await seated();
  const call = await talk(client, '40');
  await admin.ok('PATCH', `/api/v1/users/${client.id}`, { active: false });
  assert.equal((await client.call('POST', `/api/v1/calls/${call.id}/hold`, {})).status, 401);
  const ended = await over(call.id);
  await logged(call.id);
  assert.deepEqual([ended.ended_by, ended.call_status, ended.end_reason], ['system', 'answered', 'the telecaller did not come back']);
  assert.equal((await supervisor.call('PUT', `/api/v1/calls/${call.id}/outcome`, { disposition: 'hung_up' })).status, 200, 'a supervisor can write it up');
});

test('a blind transfer that fails while its maker talks to somebody else harms no call: a free colleague is rung', async () => {
  const maker = await seated();
  const colleague = await seated();
  const first = await talk(maker, '41');
  const silent = unusedBorrower(it.zenix, '85'); // Rings out.
  const asked = await verb(maker, first.id, 'transfer', { kind: 'blind', to_phone_number: silent.phone });
  assert.equal(asked.status, 200, JSON.stringify(asked.body));
  const theirs = await until('the third party rings', async () => (await it.zenix.lab('GET', '/lab/v1/calls')).items.find((c) => c.borrower === silent.phone && c.state === 'ringing'), { within: 30_000 });
  // The maker is free as soon as the outcome is written, and calls the next one.
  await maker.ok('PUT', `/api/v1/calls/${first.id}/outcome`, { disposition: 'hung_up', next_state: 'ready' });
  const second = await talk(maker, '42');
  await it.zenix.lab('POST', `/lab/v1/calls/${theirs.id}/hangup`, { cause: 17 });
  await until('the colleague has it', async () => (await look(first.id)).telecaller.id === colleague.id, { within: 30_000 });
  const saved = await reaches(first.id, 'talking');
  assert.equal(legs(saved, 'borrower').length, 1);
  assert.deepEqual([(await look(second.id)).state, (await agent(maker)).call_id], ['talking', second.id], 'the second call goes on');
  await done(colleague, first.id);
  await colleague.phone.close();
  await done(maker, second.id);
  await maker.phone.close();
});

test('a colleague whose page closes while consulted leaves telecaller and borrower talking', async () => {
  const client = await seated();
  const colleague = await seated();
  const call = await talk(client, '43');
  const asked = await verb(client, call.id, 'transfer', { kind: 'consult', to_user_id: colleague.id });
  assert.equal(asked.status, 200, JSON.stringify(asked.body));
  await until('the colleague has answered', async () => legs(await look(call.id), 'third_party').some((leg) => leg.state === 'up'));
  await colleague.phone.close();
  const back = await reaches(call.id, 'talking');
  assert.equal(legs(back, 'borrower').length, 1);
  await until('the leg of the colleague has ended', async () => legs(await look(call.id), 'third_party').every((leg) => leg.state === 'ended'));
  assert.equal((await agent(colleague)).call_id, null, 'the colleague is free');
  await done(client, call.id);
  await client.phone.close();
});

test('Answer pressed twice gives one leg that talks', async () => {
  const client = await seated();
  client.phone.answers = false;
  // Nobody else may be free to take the call.
  const { items } = await supervisor.ok('GET', '/api/v1/agents');
  assert.deepEqual(items.filter((a) => a.state === 'ready' && a.user_id !== client.id).map((a) => a.display_name), []);
  const one = unusedBorrower(it.zenix, '44');
  await it.zenix.lab('POST', '/lab/v1/calls', { from: one.phone, tone_hz: 1200 });
  const { call_id: id } = await until('it rings', async () => { const a = await agent(client); return a.state === 'ringing' && a; }, { within: 20_000 });
  const both = await Promise.all([verb(client, id, 'answer'), verb(client, id, 'answer')]);
  assert.equal(both.every(({ status }) => status === 200 || status === 409), true, JSON.stringify(both.map(({ body }) => body.code)));
  const talking = await reaches(id, 'talking');
  assert.equal(talking.direction ?? talking.call_direction, 'inbound');
  await until('one leg is up, no other lives', async () => {
    const mine = legs(await look(id), 'telecaller');
    return mine.filter((leg) => leg.state === 'up').length === 1 && mine.every((leg) => ['up', 'ended'].includes(leg.state));
  });
  await done(client, id);
  await client.phone.close();
});

test('a finished call has a cause and who ended it, whoever ends it', async () => {
  const client = await seated();
  const call = await talk(client, '45');
  await done(client, call.id);
  const mine = await look(call.id);
  assert.deepEqual([mine.ended_by, mine.cause_q850, mine.call_status], ['telecaller', 16, 'answered']);
  assert.deepEqual(mine.legs.map((leg) => leg.cause_q850), [16, 16]);
  assert.ok(mine.cost > 0 && mine.currency === 'INR', 'the tariff of the SIM');
  assert.ok(mine.wrap_ms > 0);
  assert.ok(mine.route.gateway && mine.route.sim && mine.route.explanation);
  const theirs = await talk(client, '46');
  const there = (await it.zenix.lab('GET', '/lab/v1/calls')).items.find((c) => c.borrower === theirs.borrower.phone && c.state !== 'ended');
  await it.zenix.lab('POST', `/lab/v1/calls/${there.id}/hangup`, { cause: 16 });
  const ended = await over(theirs.id);
  assert.deepEqual([ended.ended_by, ended.cause_q850], ['borrower', 16]);
  await logged(theirs.id);
  await client.ok('PUT', `/api/v1/calls/${theirs.id}/outcome`, { disposition: 'hung_up' });
  await client.phone.close();
});
