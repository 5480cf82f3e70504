// What it costs zenix to poll many GSM boxes: CPU of its process alone, boxes and Asterisk being others.
import { parseArgs } from 'node:util';

import { Client } from '../tests/lib/client.mjs';
import { sleep, until, Zenix } from '../tests/lib/server.mjs';
import { cpuOf, machine, range } from './lib/figures.mjs';

const { values: wish } = parseArgs({
  options: { boxes: { type: 'string', default: '100' }, ports: { type: 'string', default: '10' }, seconds: { type: 'string', default: '30' }, rounds: { type: 'string', default: '5' } },
});
const [boxes, ports, seconds, rounds] = [wish.boxes, wish.ports, wish.seconds, wish.rounds].map(Number);

console.log(machine());
const zenix = await Zenix.start();
const admin = await Client.signIn(zenix, 'admin');
const pid = await zenix.pid();

/** Percent of one core, a figure a round. */
async function share() {
  const list = [];
  for (let n = 0; n < rounds; n += 1) {
    const [cpu, at] = [cpuOf(pid), performance.now()];
    await sleep(seconds * 1000);
    list.push(((cpuOf(pid) - cpu) / ((performance.now() - at) / 1000)) * 100);
  }
  return range(list);
}
const kept = [];

console.log(`CPU of zenix, percent of one core, ${rounds} times ${seconds} s: median, least–greatest`);
for (const { id } of (await admin.ok('GET', '/api/v1/gateways')).items) await admin.ok('DELETE', `/api/v1/gateways/${id}`);
console.log(`  no box                          ${await share()}`);
for (let n = 0; n < boxes; n += 1) {
  const id = `b${n}`;
  const made = await zenix.lab('POST', '/lab/v1/gateways', { id, driver: 'dinstar', ports, username: 'admin', password: 'p', speed: 1000, seed: n + 10, first_number: 918400000001 + n * 100 });
  const trunk = await admin.ok('POST', '/api/v1/trunks', { name: `b-${n}`, kind: 'gsm', host: made.sip_host, port: made.sip_port, gateway_ports: ports });
  const box = { trunk_id: trunk.id, driver: 'dinstar', url: made.url, username: 'admin', password: 'p' };
  kept.push({ box, id: (await admin.ok('POST', '/api/v1/gateways', { ...box, poll_interval_ms: 3_600_000 })).id });
}
console.log(`  their trunks alone, unpolled    ${await share()}`);
for (const interval of [30_000, 10_000, 1_000]) {
  for (const one of kept) await admin.ok('PUT', `/api/v1/gateways/${one.id}`, { ...one.box, poll_interval_ms: interval });
  await until('all boxes are heard', async () => (await admin.ok('GET', '/api/v1/gateways')).items.filter(({ state }) => state === 'up').length === boxes, { within: 300_000, every: 1000 });
  await sleep(interval);
  console.log(`  ${boxes} boxes of ${ports} ports every ${String(interval / 1000).padStart(2)} s  ${await share()}`);
}
const { items } = await admin.ok('GET', '/api/v1/gateways');
console.log(`  missed polls at the end         ${items.reduce((sum, one) => sum + one.missed_polls, 0)}`);
await zenix.stop();
