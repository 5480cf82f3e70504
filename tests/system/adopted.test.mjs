// A server killed in the middle of more than talk: what was held is held, who was consulted is there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { dial } from '../lib/calls.mjs';
import { Client } from '../lib/client.mjs';
import { Phone, telecaller } from '../lib/phone.mjs';
import { until } from '../lib/server.mjs';
import { newUser, suite, unusedBorrower } from '../lib/suite.mjs';

let admin;
const it = suite(async () => {
  admin = await Client.signIn(it.zenix, 'admin');
}, { own: true });

async function willing(digits) {
  const one = unusedBorrower(it.zenix, digits);
  await it.zenix.lab('PUT', `/lab/v1/borrowers/${encodeURIComponent(one.phone)}`, { behaviour: 'answer', answer_after_ms: 100, tone_hz: 1000 });
  return one;
}
const labCall = async (one) => (await it.zenix.lab('GET', '/lab/v1/calls')).items.find((c) => c.borrower === one.phone);
const rowsOf = (id) => Number(it.zenix.sql(`select count(*) from call_logs where id = '${id}'`));

/** A telecaller in a call; `crash` kills the server, starts it again and brings the phone back. */
async function scene(digits) {
  const client = await newUser(it.zenix, admin, 'telecaller');
  let phone = await telecaller(client);
  const one = await willing(digits);
  const { id, state } = await dial(client, { customer_id: one.id });
  assert.equal(state, 'talking');
  const look = () => client.ok('GET', `/api/v1/calls/${id}`);
  const reaches = (...states) => until(`the call is ${states}`, async () => { const c = await look(); return states.includes(c.state) && c; }, { within: 40_000 });
  const verb = (path, body = {}) => client.ok('POST', `/api/v1/calls/${id}/${path}`, body);
  /** Where Asterisk has the borrower's channel. */
  const bridge = async () => {
    const leg = (await look()).legs.find((one) => one.role === 'borrower').id;
    const { http_port, password } = JSON.parse(readFileSync(join(it.zenix.folder, 'asterisk', 'node.json'), 'utf8'));
    const answer = await fetch(`http://127.0.0.1:${http_port}/ari/bridges`, { headers: { authorization: `Basic ${Buffer.from(`zenix:${password}`).toString('base64')}` } });
    return (await answer.json()).find(({ channels }) => channels.includes(leg))?.id;
  };
  const crash = async () => {
    await it.zenix.kill();
    await it.zenix.run();
    phone = await Phone.open(client);
  };
  const end = async () => {
    await verb('hangup');
    await until('the borrower is released', async () => (await labCall(one)).state === 'ended', { within: 30_000 });
    const call = await reaches('ended');
    await until('one row', () => rowsOf(id) === 1, { within: 30_000 });
    assert.equal(call.legs.filter((leg) => leg.role === 'borrower').length, 1, 'the borrower was rung once');
    await client.ok('PUT', `/api/v1/calls/${id}/outcome`, { disposition: 'hung_up' });
    await phone.close();
    return call;
  };
  return { client, one, id, look, reaches, verb, crash, bridge, end };
}
const hearsMusic = (one) => until('the borrower hears music', async () => (await labCall(one)).heard?.music, { within: 30_000 });

test('a borrower on hold hears music through the crash, and comes back when the telecaller resumes', async () => {
  const call = await scene('51');
  await call.verb('hold');
  await hearsMusic(call.one);
  await call.crash();
  // The phone of a test sends no audio: it counts as lost, and is rung anew.
  await call.reaches('held');
  assert.equal((await call.look()).on_hold, true);
  assert.equal(await call.bridge(), 'zenix-hold');
  await call.verb('resume');
  await call.reaches('talking');
  await until('the borrower is in the conversation', async () => (await call.bridge()) === `${call.id}-bridge`);
  assert.ok((await call.end()).hold_ms > 0);
});

test('a consult survives the crash: it can be cancelled, and the borrower is back', async () => {
  const call = await scene('52');
  const other = await willing('53');
  await call.verb('transfer', { kind: 'consult', to_phone_number: other.phone });
  await until('the third party talks', async () => (await call.look()).legs.some((leg) => leg.role === 'third_party' && leg.state === 'up'), { within: 30_000 });
  await call.crash();
  await call.reaches('consulting');
  assert.equal((await labCall(other)).state !== 'ended', true, 'the third party is there');
  await call.verb('transfer/cancel');
  await until('the third party is released', async () => (await labCall(other)).state === 'ended', { within: 30_000 });
  await call.reaches('talking');
  await until('the borrower is in the conversation', async () => (await call.bridge()) === `${call.id}-bridge`);
  await call.end();
});

test('a call that rings while the server is killed goes on ringing, and is answered', async () => {
  const client = await newUser(it.zenix, admin, 'telecaller');
  await telecaller(client);
  const one = unusedBorrower(it.zenix, '54');
  await it.zenix.lab('PUT', `/lab/v1/borrowers/${encodeURIComponent(one.phone)}`, { behaviour: 'no_answer' });
  const { id } = await client.ok('POST', '/api/v1/calls', { customer_id: one.id });
  const look = () => client.ok('GET', `/api/v1/calls/${id}`);
  await until('it rings', async () => (await look()).state === 'ringing', { within: 30_000 });
  await it.zenix.kill();
  await it.zenix.run();
  const phone = await Phone.open(client);
  await until('it rings on', async () => (await look()).state === 'ringing', { within: 40_000 });
  assert.equal((await labCall(one)).state, 'ringing');
  await client.ok('POST', `/api/v1/calls/${id}/hangup`, {});
  await until('the row', () => rowsOf(id) === 1, { within: 30_000 });
  const call = await look();
  assert.deepEqual([call.call_status, call.ended_by], ['cancelled', 'telecaller']);
  await until('nobody rings any more', async () => (await labCall(one)).state === 'ended', { within: 30_000 });
  await client.ok('PUT', `/api/v1/calls/${id}/outcome`, { disposition: 'unreachable' });
  await phone.close();
});
