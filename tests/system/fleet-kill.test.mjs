// The counters of SIMs under kill -9: whatever moment between reservation and settlement it hits, each attempt
// is counted once, at once after the restart and for good.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client } from '../lib/client.mjs';
import { Phone, telecaller } from '../lib/phone.mjs';
import { sleep, until } from '../lib/server.mjs';
import { newUser, suite, unusedBorrower } from '../lib/suite.mjs';

const patient = { within: 120_000, every: 200 };
let admin;
const crew = [];

const it = suite(async () => {
  admin = await Client.signIn(it.zenix, 'admin');
  for (let n = 0; n < 4; n += 1) {
    const client = await newUser(it.zenix, admin, 'telecaller');
    crew.push({ client, phone: await telecaller(client) });
  }
}, { own: true });

const count = (query) => Number(it.zenix.sql(query) || 0);
const sims = async () => (await admin.ok('GET', '/api/v1/sims')).items;
const shown = async () => (await sims()).reduce((sum, one) => [sum[0] + one.use.today.attempts, sum[1] + one.use.today.answered, sum[2] + one.calls_now], [0, 0, 0]);
const look = ({ client, id }) => client.ok('GET', `/api/v1/calls/${id}`);
const heardOf = async () => (await it.zenix.lab('GET', '/lab/v1/calls')).items.filter((one) => one.direction === 'to_borrower');

async function crash() {
  await it.zenix.kill();
  await it.zenix.run();
  for (const one of crew) one.phone = await Phone.open(one.client);
}
/** Starts a call with a borrower who does so; back when the API has taken it. */
async function start(one, behaviour) {
  const who = unusedBorrower(it.zenix, String(60 + (start.last = (start.last ?? -1) + 1) % 20));
  await it.zenix.lab('PUT', `/lab/v1/borrowers/${encodeURIComponent(who.phone)}`, behaviour);
  const { id } = await one.client.ok('POST', '/api/v1/calls', { customer_id: who.id });
  one.id = id;
  return id;
}
const reaches = (one, ...states) => until(`the call is ${states}`, async () => states.includes((await look(one)).state), patient);
async function finish(one) {
  if ((await look(one)).state !== 'ended') await one.client.call('POST', `/api/v1/calls/${one.id}/hangup`);
  const over = await until('it is over', async () => {
    const now = await look(one);
    return now.state === 'ended' && now;
  }, patient);
  await until('wrap-up', async () => (await one.client.ok('GET', '/api/v1/agents/me')).call_id !== one.id, patient);
  await one.client.call('PUT', `/api/v1/calls/${one.id}/outcome`, { disposition: over.answered_at ? 'hung_up' : 'unreachable' });
  await one.client.ok('PUT', '/api/v1/agents/me/state', { state: 'ready' });
}
/** Log, settlements, the day's sums and what the page shows all tell the same. */
async function agree() {
  const ways = () => count(`select count(*) from call_logs c, jsonb_array_elements(c.call->'legs') l where l->>'role' = 'borrower' and l->'route'->>'sim' is not null`);
  await until('all is written', () => count('select count(*) from sim_settlements') === ways(), patient);
  const legs = ways();
  const answered = count('select count(*) from sim_settlements where answered');
  assert.deepEqual([count('select sum(attempts) from sim_usage'), count('select sum(answered) from sim_usage')], [legs, answered]);
  assert.equal(count('select sum(attempts) from sim_use_hours'), legs);
  assert.equal(count('select sum(billed_s) from sim_usage'), count('select sum(billed_s) from sim_settlements'));
  assert.deepEqual(await shown(), [legs, answered, 0]);
  return { legs, answered };
}
const talking = { behaviour: 'answer', answer_after_ms: 100, tone_hz: 700 };

test('killed while they talk: the attempts are counted at once after the restart, and once when they end', async () => {
  for (const one of crew) await start(one, talking);
  for (const one of crew) await reaches(one, 'talking');
  assert.deepEqual(await shown(), [4, 0, 4]);
  await crash();
  await until('all four are held again', async () => (await shown())[2] === 4, patient);
  assert.deepEqual(await shown(), [4, 0, 4], 'as before: caps hold from the first moment');
  for (const one of crew) await finish(one);
  assert.deepEqual(await agree(), { legs: 4, answered: 4 });
});

test('killed, and the borrower hangs up while nobody is there: it is counted once', async () => {
  const [one] = crew;
  const id = await start(one, talking);
  await reaches(one, 'talking');
  await it.zenix.kill();
  const theirs = (await heardOf()).find((call) => call.state === 'talking');
  await it.zenix.lab('POST', `/lab/v1/calls/${theirs.id}/hangup`, { cause: 16 });
  await it.zenix.run();
  for (const other of crew) other.phone = await Phone.open(other.client);
  await until('it is over', () => count(`select count(*) from call_logs where id = '${id}'`) === 1, patient);
  await finish(one);
  assert.deepEqual(await agree(), { legs: 5, answered: 5 });
});

test('killed at any moment, over and over: nothing is lost and nothing counted twice', { timeout: 600_000 }, async () => {
  for (const pause of [0, 150, 400, 900]) {
    const begun = crew.map((one, n) => start(one, n % 2 ? { behaviour: 'no_answer' } : { ...talking, talk_for_ms: 300 }).catch(() => (one.id = null)));
    await Promise.all([begun[0], sleep(pause)]);
    await crash();
    await Promise.all(begun);
    for (const one of crew) {
      // The answer to the request may have died with the server; the call itself did not.
      one.id ??= (await one.client.ok('GET', '/api/v1/agents/me')).call_id;
      if (one.id) await finish(one).catch((error) => assert.equal(error.status, 404, `${error}`));
    }
    await agree();
  }
  const { legs } = await agree();
  const rung = (await heardOf()).length;
  assert.ok(legs >= rung, `${rung} calls reached the box, ${legs} are counted`);
});
