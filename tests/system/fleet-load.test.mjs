// Sixty-four SIMs in four boxes under load, and one box dies in the middle: no call is lost, no attempt
// is counted twice, and nobody is rung twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeBox, setPower } from '../lib/boxes.mjs';
import { Client } from '../lib/client.mjs';
import { telecaller } from '../lib/phone.mjs';
import { until } from '../lib/server.mjs';
import { newUser, suite } from '../lib/suite.mjs';

const ports = 16;
const tariff = { currency: 'INR', connect_minor: 10, price_minor: 50, first_pulse_s: 60, next_pulse_s: 60 };
const patient = { within: 240_000, every: 250 };

let admin;
const boxes = [];
const early = []; // who call before the box dies
const late = []; // who call the moment it is dead
const borrowers = [];
const made = []; // {client, id, phone}

const it = suite(async () => {
  admin = await Client.signIn(it.zenix, 'admin');
  // Only these four: the demonstration's own box rests.
  const own = (await admin.ok('GET', '/api/v1/trunks')).items.find((one) => one.name === 'lab-gsm');
  await admin.ok('PUT', `/api/v1/trunks/${own.id}`, { name: own.name, kind: 'gsm', host: own.host, port: own.port, gateway_ports: own.gateway_ports, enabled: false });
  for (let n = 0; n < 4; n += 1) {
    const box = await makeBox(it.zenix, `load${n}`, { ports, password: 'p', first_number: 918300000001 + n * 1000, seed: 100 + n });
    const trunk = await admin.ok('POST', '/api/v1/trunks', { name: `load-${n}`, kind: 'gsm', host: box.sip_host, port: box.sip_port, gateway_ports: ports, channels_max: ports });
    await admin.ok('PUT', `/api/v1/trunks/${trunk.id}/tariff`, tariff);
    const kept = await admin.ok('POST', '/api/v1/gateways', { trunk_id: trunk.id, driver: 'dinstar', url: box.url, username: box.username, password: 'p', poll_interval_ms: 5000 });
    boxes.push({ ...box, trunk: trunk.name, gateway: kept.id });
  }
  for (const [crew, size] of [[early, 24], [late, 16]])
    for (let n = 0; n < size; n += 1) {
      const client = await newUser(it.zenix, admin, 'telecaller');
      await telecaller(client);
      crew.push(client);
    }
  const rows = it.zenix.sql(
    `select c.id, p.e164 from customers c join customer_phones p on p.customer_id = c.id and p.kind = 'primary'
     where not exists (select from do_not_call n where n.phone_number = p.e164) order by c.id limit 64`,
  );
  for (const row of rows.split('\n')) {
    const [id, phone] = row.split('|');
    await it.zenix.lab('PUT', `/lab/v1/borrowers/${encodeURIComponent(phone)}`, { behaviour: 'answer', answer_after_ms: 500, tone_hz: 700 });
    borrowers.push({ id: Number(id), phone });
  }
  await until('sixty-four SIMs are ready', async () => (await ready()).length === 64, patient);
}, { own: true });

const sims = async () => (await admin.ok('GET', '/api/v1/sims')).items.filter((one) => one.trunk?.startsWith('load-'));
const ready = async () => (await sims()).filter((one) => one.why_out === null);
const look = ({ client, id }) => client.ok('GET', `/api/v1/calls/${id}`);
const ways = (call) => call.legs.filter((leg) => leg.role === 'borrower');
const used = (list, box) => list.filter((one) => one.trunk === box.trunk && one.attempts_today > 0).length;

/** All of them at once, each a borrower of their own. */
const wave = (crew) =>
  Promise.all(
    crew.map(async (client) => {
      const { id: customer_id, phone } = borrowers.pop();
      const { id } = await client.ok('POST', '/api/v1/calls', { customer_id });
      const call = { client, id, phone };
      made.push(call);
      return call;
    }),
  );
const talks = (call) =>
  until('the call is answered', async () => {
    const now = await look(call);
    assert.notEqual(now.state, 'ended', `lost: ${JSON.stringify([now.call_status, now.cause_q850, now.end_reason, now.legs])}`);
    return now.state === 'talking' && now;
  }, patient);
async function finish({ client, id }) {
  if ((await look({ client, id })).state !== 'ended') await client.call('POST', `/api/v1/calls/${id}/hangup`);
  const over = await until('it is over', async () => {
    const now = await look({ client, id });
    return now.state === 'ended' && now;
  }, patient);
  await until('wrap-up', async () => (await client.ok('GET', '/api/v1/agents/me')).call_id !== id, patient);
  await client.ok('PUT', `/api/v1/calls/${id}/outcome`, { disposition: over.answered_at ? 'hung_up' : 'unreachable' });
}

test('calls that had not rung when their box died go out by another, all others talk on', async () => {
  const first = await wave(early);
  const before = await Promise.all(first.map(talks));
  // A box that carries calls and has SIMs nobody has used: it is next, and dies.
  const list = await sims();
  const dying = boxes.find((box) => used(list, box) > 0 && used(list, box) < ports);
  assert.ok(dying, JSON.stringify(boxes.map((box) => used(list, box))));
  await setPower(it.zenix, dying.id, false);
  const second = await wave(late);

  const after = await Promise.all(second.map(talks));
  const moved = after.filter((call) => ways(call).length > 1);
  assert.ok(moved.length > 0, 'some were offered to the dead box');
  for (const call of moved) assert.equal(ways(call)[0].route.trunk, dying.trunk, JSON.stringify(ways(call)));
  for (const call of after) assert.notEqual(call.route.trunk, dying.trunk);
  for (const [n, call] of first.entries())
    if (before[n].route.trunk !== dying.trunk) assert.equal((await look(call)).state, 'talking', 'other boxes carry on');

  const out = (await sims()).filter((one) => one.trunk === dying.trunk);
  assert.ok(out.every((one) => one.why_out !== null), 'all its SIMs are out');
  await Promise.all(first.map(finish));
  const third = await wave(early);
  for (const call of await Promise.all(third.map(talks))) assert.notEqual(call.route.trunk, dying.trunk);
  await Promise.all([...second, ...third].map(finish));

  await setPower(it.zenix, dying.id, true);
  await until('the box is found again', async () => {
    const box = await admin.ok('GET', `/api/v1/gateways/${dying.gateway}`);
    return box.state === 'up' && box.sip_state === 'reachable' && box.ports.every((port) => port.state === 'registered');
  }, patient);
});

test('each attempt stands once in the log, in the counters and on the bill', async () => {
  assert.equal(made.length, 64);
  const rows = await until('all are priced', async () => {
    const calls = await Promise.all(made.map(look));
    return calls.every((call) => call.cost !== null) && calls;
  }, patient);
  const count = (query) => Number(it.zenix.sql(query));
  assert.equal(count('select count(*) from call_logs'), 64);
  const legs = rows.flatMap(ways);
  await until('all use is written', () => count('select count(*) from sim_settlements') === legs.length, patient);
  for (const call of rows) {
    const name = call.gate_decision_id;
    const names = it.zenix.sql(`select reservation from sim_settlements where reservation = '${name}' or reservation like '${name}/%' order by 1`).split('\n');
    assert.deepEqual(names, ways(call).map((_, n) => (n === 0 ? name : `${name}/${n + 1}`)));
    assert.equal(count(`select count(*) from gate_decisions where phone_number = '${call.phone_number}' and attempt_ordinal is not null`), 1, 'one attempt to the borrower');
    const leg = ways(call).find((one) => one.answered_at);
    const seconds = (Date.parse(leg.ended_at) - Date.parse(leg.answered_at)) / 1000;
    assert.equal(call.cost, 10 + 50 * Math.ceil(seconds / 60), 'paid once, for the way that carried it');
  }
  const sum = (column) => count(`select sum(${column})::bigint from sim_usage`);
  assert.equal(sum('attempts'), legs.length);
  assert.equal(sum('answered'), 64);
  assert.equal(sum('billed_s'), count('select sum(billed_s)::bigint from sim_settlements'));
  const shown = await sims();
  const total = (pick) => shown.reduce((all, one) => all + pick(one), 0);
  assert.deepEqual([total((one) => one.use.today.attempts), total((one) => one.use.today.answered), total((one) => one.calls_now)], [legs.length, 64, 0]);

  const rung = (await it.zenix.lab('GET', '/lab/v1/calls')).items.filter((one) => one.ringing_ms !== null || one.answered_ms !== null);
  for (const { phone } of made) assert.equal(rung.filter((one) => one.borrower === phone).length, 1, `${phone} was rung once`);
});
