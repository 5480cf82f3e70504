// Texts over SIMs: Dinstar, Yeastar and generic boxes of the lab, out and in, with boxes and the server dying.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeBox, setPower } from '../lib/boxes.mjs';
import { Client } from '../lib/client.mjs';
import { until } from '../lib/server.mjs';
import { fresh, newUser, suite, unusedBorrower } from '../lib/suite.mjs';

const text = 'Dear borrower, please call us about your loan - ZENIX Finance';
const two = { ports: 2 };

let admin;
let caller;
const it = suite(async () => {
  admin = await Client.signIn(it.zenix, 'admin');
  caller = await newUser(it.zenix, admin, 'telecaller');
  // Only the boxes of each test carry texts here.
  for (const { id } of (await admin.ok('GET', '/api/v1/gateways')).items) await admin.ok('DELETE', `/api/v1/gateways/${id}`);
}, { own: true });

const simsOf = async (trunk) => (await admin.ok('GET', '/api/v1/sims')).items.filter((one) => one.trunk === trunk.name);
const sent = (box) => it.zenix.lab('GET', `/lab/v1/gateways/${box.id}/texts`).then(({ items }) => items);
const sends = async (box, body) => caller.ok('POST', '/api/v1/messages', { message: text, purpose: 'service', ...body });
const message = (id) => admin.ok('GET', `/api/v1/messages/${id}`);
const become = (id, ...states) =>
  until(`${id} is ${states.join(' or ')}`, async () => {
    const now = await message(id);
    if (!states.includes(now.status)) throw new Error(`${now.status} ${now.error?.text ?? ''}`);
    return now;
  }, { within: 120_000, every: 100 });
const heard = (from, words) =>
  until(`"${words.slice(0, 20)}" from ${from} is here`, async () => {
    const { items } = await admin.ok('GET', `/api/v1/messages?phone_number=${encodeURIComponent(from)}&direction=received`);
    return items.find((one) => one.message === words);
  }, { within: 90_000, every: 100 });

/** A gateway of ours with a box of the lab behind it; the only way for texts. */
async function fleet(driver, change = {}) {
  const box = await makeBox(it.zenix, fresh(driver.slice(0, 2)).slice(0, 20), { driver, ...two, ...change });
  const trunk = await admin.ok('POST', '/api/v1/trunks', { name: fresh(driver), kind: 'gsm', host: box.sip_host, port: box.sip_port, gateway_ports: 2 });
  const { username } = driver === 'generic' ? {} : box;
  const gateway = await admin.ok('POST', '/api/v1/gateways', {
    trunk_id: trunk.id, driver, url: box.url, poll_interval_ms: 1000, patience_ms: 2000, ...(username ? { username, password: box.password } : {}),
  });
  if (driver !== 'dinstar') {
    await until('the box answers', async () => (await admin.ok('GET', `/api/v1/gateways/${gateway.id}`)).state === 'up', { within: 60_000 });
    for (const port of [0, 1]) {
      const iccid = `89911${String(gateway.id).padStart(6, '0')}${port}00000000`;
      await admin.ok('PUT', `/api/v1/gateways/${gateway.id}/ports/${port}/sim`, { iccid, operator: 'Airtel' });
    }
  }
  const sims = await until('its SIMs can be used', async () => {
    const found = await simsOf(trunk);
    if (found.length === 2 && found.every((one) => one.why_out === null || one.why_out === 'gateway silent')) return found;
    throw new Error(JSON.stringify(found.map((one) => [one.state, one.why_out])));
  }, { within: 90_000 });
  await admin.ok('PUT', '/api/v1/message-routes', { items: [{ name: 'by SIM', via: 'gateway', trunk_id: trunk.id }] });
  return { ...box, driver, trunk, gateway, sims };
}

/** So that no port of another gateway is meant. */
async function gone(box) {
  await admin.ok('DELETE', `/api/v1/gateways/${box.gateway.id}`);
  await admin.ok('PUT', '/api/v1/message-routes', { items: [] });
  await admin.ok('DELETE', `/api/v1/trunks/${box.trunk.id}`);
}

/** Out, its receipt, an answer that reaches the telecaller, and the next text by the SIM that is known. */
async function conversation(box, last) {
  const one = unusedBorrower(it.zenix, '07');
  const first = await sends(box, { customer_id: one.id });
  const out = await become(first.id, last);
  assert.equal(out.route.kind, 'gateway');
  assert.equal(out.route.name, box.trunk.name);
  assert.ok(box.sims.some((sim) => sim.iccid === out.route.sim && sim.port === out.sim_slot), JSON.stringify(out.route));
  const [taken, ...more] = await sent(box);
  assert.deepEqual([taken.number, taken.text, taken.port, more.length], [one.phone, text, out.sim_slot, 0]);
  const used = (await simsOf(box.trunk)).find((sim) => sim.iccid === out.route.sim).use.today;
  assert.deepEqual([used.texts, used.recipients, used.attempts], [out.parts, 1, 0]);

  const answer = `I will pay on Friday ${fresh('a')}`;
  await it.zenix.lab('POST', `/lab/v1/gateways/${box.id}/texts`, { port: out.sim_slot, from: one.phone, text: answer });
  const came = await heard(one.phone, answer);
  assert.deepEqual([came.customer.id, came.owner.id, came.route.sim, came.sim_slot], [one.id, caller.id, out.route.sim, out.sim_slot]);
  assert.ok((await caller.ok('GET', '/api/v1/conversations')).items.some((thread) => thread.customer?.id === one.id && thread.unread === 1));

  const long = `${'A long answer with every reason in it, one after the other. '.repeat(8)}${fresh('end')}`;
  await it.zenix.lab('POST', `/lab/v1/gateways/${box.id}/texts`, { port: out.sim_slot, from: one.phone, text: long });
  await heard(one.phone, long);

  await until('that port is free again', async () => !/sending|in a call/.test((await simsOf(box.trunk)).find((sim) => sim.iccid === out.route.sim).why_out ?? ''), { within: 60_000 });
  const next = await become((await sends(box, { customer_id: one.id, message: `${text}.` })).id, last);
  assert.equal(next.route.sim, out.route.sim, 'the SIM that the borrower knows');
  assert.match(next.route.explanation, /the one this number knows/);
  return one;
}

/** A cap of the SIM, and the port that is asked for. */
async function caps(box) {
  const [, second] = box.sims;
  const asked = await become((await sends(box, { to: '+919876512301', sim_slot: 1 })).id, 'accepted', 'delivered');
  assert.equal(asked.route.sim, second.iccid);
  for (const sim of await simsOf(box.trunk))
    await admin.ok('PUT', `/api/v1/sims/${sim.iccid}`, { operator: 'Airtel', limits: { texts_per_day: sim.use.today.texts + (sim.port === 0 ? 1 : 0) } });
  const stays = await sends(box, { to: '+919876512302', sim_slot: 1 });
  await until('the cap holds it', async () => /1 at its cap of texts/.test((await message(stays.id)).error?.text ?? ''), { within: 60_000 });
  await admin.ok('POST', `/api/v1/messages/${stays.id}/cancel`);
  const fits = await become((await sends(box, { to: '+919876512303' })).id, 'accepted', 'delivered');
  assert.equal(fits.sim_slot, 0);
  const over = await sends(box, { to: '+919876512304' });
  await until('both caps hold it', async () => /2 at its cap of texts/.test((await message(over.id)).error?.text ?? ''), { within: 60_000 });
  assert.equal((await message(over.id)).status, 'queued');
  await admin.ok('POST', `/api/v1/messages/${over.id}/cancel`);
  assert.equal((await sent(box)).filter(({ number }) => number === '+919876512302' || number === '+919876512304').length, 0);
  for (const sim of box.sims) await admin.ok('PUT', `/api/v1/sims/${sim.iccid}`, { operator: 'Airtel', limits: {} });
}

/** The box loses its power with texts before it: nobody else waits, and nothing goes twice. */
async function boxDies(box) {
  await setPower(it.zenix, box.id, false);
  const lost = await sends(box, { to: '+919876512311' });
  await until('it waits or nobody knows', async () => {
    const { status, attempts } = await message(lost.id);
    return status === 'unknown' || (status === 'queued' && attempts >= 0);
  }, { within: 60_000 });
  await until('the gateway is down', async () => (await admin.ok('GET', `/api/v1/gateways/${box.gateway.id}`)).state === 'down', { within: 60_000 });
  await setPower(it.zenix, box.id, true);
  const end = await become(lost.id, 'accepted', 'delivered', 'unknown');
  const times = (await sent(box)).filter(({ number }) => number === '+919876512311').length;
  assert.ok(times <= 1, `${times} times`);
  if (end.status !== 'unknown') assert.equal(times, 1);
}

/** kill -9 at random points: what left is counted, what did not goes once. */
async function killed(box, many, within) {
  const before = (await simsOf(box.trunk)).reduce((sum, sim) => sum + sim.use.today.texts, 0);
  const ids = [];
  for (let n = 0; n < many; n += 1) ids.push((await sends(box, { to: `+9198765124${String(n).padStart(2, '0')}` })).id);
  const left = () => Number(it.zenix.sql(`select count(*) from sms_logs where id in (${ids.map((id) => `'${id}'`).join()}) and status in ('queued', 'submitted')`));
  for (const share of [0.8, 0.4]) {
    await until('some have left', () => left() <= many * share, { within, every: 5 });
    await it.zenix.kill();
    await it.zenix.run();
  }
  await until('all have left', () => left() === 0, { within, every: 100 });
  const all = await Promise.all(ids.map(message));
  const out = await sent(box);
  let unknown = 0;
  for (const one of all) {
    const times = out.filter(({ number }) => number === one.phone_number).length;
    assert.ok(times <= 1, `${one.phone_number} ${times} times`);
    if (one.status === 'unknown') unknown += 1;
    else assert.equal(times, 1, `${one.phone_number} ${one.status} ${one.error?.text}`);
  }
  assert.ok(unknown <= 4, `${unknown} are unknown`);
  const counted = (await simsOf(box.trunk)).reduce((sum, sim) => sum + sim.use.today.texts, 0) - before;
  assert.equal(counted, many, 'each is counted once, whether it was known to leave or not');
  console.log(`  ${many} texts by ${box.driver}, 2 kills: ${unknown} unknown, ${counted} counted`);
}

test('a Dinstar box: out, receipt, answers, the SIM that is known, caps, power cut, kill -9', { timeout: 600_000 }, async () => {
  const box = await fleet('dinstar');
  await conversation(box, 'delivered');
  await caps(box);
  await boxDies(box);
  await killed(box, 12, 240_000);
  await gone(box);
});

test('a Yeastar box: the same; it tells no receipts, and its ports rest', { timeout: 600_000 }, async () => {
  const box = await fleet('yeastar');
  await conversation(box, 'accepted');
  await caps(box);
  await boxDies(box);
  await killed(box, 4, 240_000);
  await gone(box);
});

test('a generic box: the same; it posts what it hears', { timeout: 600_000 }, async () => {
  const box = await fleet('generic');
  const { path } = await admin.ok('POST', `/api/v1/gateways/${box.gateway.id}/push-secret`);
  await it.zenix.lab('PUT', `/lab/v1/gateways/${box.id}/maker`, { push_url: it.zenix.url + path });
  const odd = await fetch(it.zenix.url + path, { method: 'POST', body: '{"hello":1}' });
  assert.equal(odd.status, 422);
  await conversation(box, 'delivered');
  await caps(box);
  await boxDies(box);
  await killed(box, 8, 240_000);
  await gone(box);
});

test('a box that stalls or is full of texts holds nobody up', { timeout: 300_000 }, async () => {
  const slow = await fleet('dinstar');
  const quick = await fleet('dinstar');
  await admin.ok('PUT', '/api/v1/message-routes', { items: [{ name: 'any SIM', via: 'gateway' }] });
  await it.zenix.lab('PUT', `/lab/v1/gateways/${slow.id}/text-faults`, { inbox_limit: 60 });
  await it.zenix.lab('POST', `/lab/v1/gateways/${slow.id}/texts`, { port: 0, from: '+919876512600', text: 'Again and again', times: 60 });
  await it.zenix.lab('PUT', `/lab/v1/gateways/${slow.id}/wire`, { stall: true });
  const ids = [];
  for (let n = 0; n < 6; n += 1) ids.push((await sends(quick, { to: `+9198765125${String(n).padStart(2, '0')}` })).id);
  const ends = await Promise.all(ids.map((id) => become(id, 'delivered', 'unknown')));
  assert.ok(ends.filter(({ status }) => status === 'delivered').length >= 4, JSON.stringify(ends.map(({ status, route }) => [status, route.name])));
  for (const one of ends.filter(({ status }) => status === 'unknown')) assert.equal(one.route.name, slow.trunk.name);
  await it.zenix.lab('PUT', `/lab/v1/gateways/${slow.id}/wire`, {});
  await until('its whole inbox is read', async () => {
    const kept = Number(it.zenix.sql(`select count(*) from sms_logs where direction = 'received' and phone_number = '+919876512600'`));
    if (kept !== 60) throw new Error(`${kept} of 60`);
    return true;
  }, { within: 90_000 });
});
