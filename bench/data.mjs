// What the desk and the office ask most: a large import, search as you type, signing in, and events to
// many watchers. One server, one run; every figure is taken through the API.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { Client } from '../tests/lib/client.mjs';
import { cleanFile } from '../tests/lib/csv.mjs';
import { until, Zenix } from '../tests/lib/server.mjs';
import { newUser } from '../tests/lib/suite.mjs';
import { cpuOf, machine, round, spread } from './lib/figures.mjs';

const { values: wish } = parseArgs({ options: { rows: { type: 'string', default: '100000' }, searches: { type: 'string', default: '1500' }, watchers: { type: 'string', default: '100' } } });
const [rows, searches, watchers] = [wish.rows, wish.searches, wish.watchers].map(Number);
const timed = async (ask) => {
  const begin = performance.now();
  await ask();
  return performance.now() - begin;
};

console.log(machine());
const zenix = await Zenix.start();
const admin = await Client.signIn(zenix, 'admin');
const pid = await zenix.pid();

// --- Import. -------------------------------------------------------------------------------------------
const csv = { 'content-type': 'text/csv' };
console.log(`import of ${rows} rows, seconds`);
for (const [what, query, mark] of [['dry run', 'dry_run=true', 1], ['new', 'dry_run=false', 1], ['the same again', 'dry_run=false', 1], ['new, beside the first', 'dry_run=false', 2]]) {
  const file = cleanFile(rows, mark);
  let report;
  // Meanwhile somebody else works: one small question after the other.
  let importing = true;
  const meanwhile = [];
  const other = (async () => {
    while (importing) meanwhile.push(await timed(() => admin.ok('GET', '/api/v1/agents')));
  })();
  const took = await timed(async () => (report = await admin.ok('POST', `/api/v1/imports?${query}`, file, csv)));
  importing = false;
  await other;
  console.log(`  ${what.padEnd(24)} ${round(took / 1000)}  (${report.customers_created} created, ${report.customers_updated} updated); others meanwhile, ms: ${spread(meanwhile)}`);
}
const total = zenix.sql('select count(*) from customers');
zenix.sql('analyze');

// --- Search. -------------------------------------------------------------------------------------------
const pick = (list) => list[Math.floor(Math.random() * list.length)];
const digits = (count) => Array.from({ length: count }, () => Math.floor(Math.random() * 10)).join('');
const names = ['Asha', 'Ravi', 'Meena', 'Suresh', 'Kavita', 'Imran', 'Lakshmi', 'Joseph', 'Sharma', 'Patel', 'Iyer', 'Chowdhury'];
const kinds = {
  'name, first letters': () => pick(names).slice(0, 2 + Math.floor(Math.random() * 3)),
  'name and the next': () => `${pick(names)} ${pick(names).slice(0, 3)}`,
  'part of a name': () => pick(['arma', 'eena', 'kshm', 'owdh', 'resh']),
  'last digits of a phone': () => digits(4 + Math.floor(Math.random() * 4)),
  'loan number': () => `TL1/${digits(1 + Math.floor(Math.random() * 5))}`,
  'nothing that is there': () => `zq${digits(3)}x`,
};
console.log(`search as you type, ${total} borrowers, one asker, ms`);
const all = [];
for (const [what, word] of Object.entries(kinds)) {
  const took = [];
  for (let n = 0; n < searches / Object.keys(kinds).length; n += 1)
    took.push(await timed(() => admin.ok('GET', `/api/v1/customers?limit=20&q=${encodeURIComponent(word())}`)));
  all.push(...took);
  console.log(`  ${what.padEnd(24)} ${spread(took)}`);
}
console.log(`  ${'all'.padEnd(24)} ${spread(all)}`);
{
  const took = [];
  const before = cpuOf(pid);
  const begin = performance.now();
  await Promise.all(Array.from({ length: 20 }, async () => {
    for (let n = 0; n < searches / 20; n += 1)
      took.push(await timed(() => admin.ok('GET', `/api/v1/customers?limit=20&q=${encodeURIComponent(pick(Object.values(kinds))())}`)));
  }));
  const seconds = (performance.now() - begin) / 1000;
  console.log(`  20 askers at a time      ${spread(took)}; ${round(took.length / seconds, 0)} a second, ${round((1000 * (cpuOf(pid) - before)) / took.length, 2)} ms of zenix's CPU each`);
}

// --- Signing in. ---------------------------------------------------------------------------------------
{
  const user = await newUser(zenix, admin, 'telecaller');
  const login = () => new Client(zenix.url).call('POST', '/api/v1/session', user.login);
  const before = cpuOf(pid);
  const took = [];
  for (let n = 0; n < 30; n += 1) took.push(await timed(login));
  const cpu = (1000 * (cpuOf(pid) - before)) / took.length;
  const begin = performance.now();
  await Promise.all(Array.from({ length: 40 }, login));
  console.log(`signing in, ms: ${spread(took)}; ${round(cpu, 0)} ms of CPU each; 40 at once: ${round(40_000 / (performance.now() - begin), 1)} a second`);
  const small = [];
  for (let n = 0; n < 1000; n += 1) small.push(await timed(() => user.ok('GET', '/api/v1/agents/me')));
  console.log(`a small answer with a session, ms: ${spread(small)}`);
}

// --- Events to many. -----------------------------------------------------------------------------------
{
  const busy = await newUser(zenix, admin, 'telecaller');
  const streams = [];
  for (let n = 0; n < watchers; n += 1) {
    const stream = admin.events('topics=agents');
    await stream.opened;
    stream.arrived = new Map();
    stream.socket.on('message', (data) => {
      const since = /"since":"([^"]+)"/.exec(data.toString().slice(-400))?.[1];
      stream.arrived.set(since, performance.now());
    });
    streams.push(stream);
  }
  const first = [];
  const last = [];
  const before = cpuOf(pid);
  const changes = 200;
  for (let n = 0; n < changes; n += 1) {
    const begin = performance.now();
    const { since } = await busy.ok('PUT', '/api/v1/agents/me/state', n % 2 ? { state: 'paused', reason: 'lunch' } : { state: 'offline' });
    const at = await until('everybody heard', () => {
      const times = streams.map((stream) => stream.arrived.get(since));
      return times.every(Boolean) && times;
    }, { every: 1 });
    first.push(Math.min(...at) - begin);
    last.push(Math.max(...at) - begin);
  }
  const cpu = (1000 * (cpuOf(pid) - before)) / changes;
  console.log(`an event to ${watchers} watchers, ms from the request that caused it: first ${spread(first)}; last ${spread(last)}; ${round(cpu, 2)} ms of zenix's CPU each`);
  for (const stream of streams) stream.socket.terminate();
}
console.log(`memory of zenix at the end: ${round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024, 0)} MiB`);
await zenix.stop();
