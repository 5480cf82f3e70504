// Calls a second and answer-to-talking through zenix, against the same Asterisk driven by a bare ARI
// program. Rounds alternate within one run: zenix is killed before a bare round (Asterisk, lab and
// PostgreSQL outlive it) and adopts them after it, so neither side pays for the other.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { Client } from '../tests/lib/client.mjs';
import { sleep, Zenix } from '../tests/lib/server.mjs';
import { Ami, Ari, bareCall } from './lib/ari.mjs';
import { connect, connectBare, hire, nodeOf, willing } from './lib/crew.mjs';
import { cpuOf, machine, median, range, round, spread } from './lib/figures.mjs';

const { values: wish } = parseArgs({
  options: { pairs: { type: 'string', default: '5' }, seconds: { type: 'string', default: '12' }, rate: { type: 'string', default: '4' }, lines: { type: 'string', default: '8' }, talk: { type: 'string', default: '1000' } },
});
const [pairs, seconds, lines, rate, talk] = [wish.pairs, wish.seconds, wish.lines, wish.rate, wish.talk].map(Number);

// zenix is killed on purpose between rounds; sockets it leaves behind are reset.
process.on('uncaughtException', (fault) => {
  if (fault.code === 'ECONNRESET') return;
  console.error(fault);
  process.exit(1);
});

console.log(machine());
const zenix = await Zenix.start();
const { crew } = await hire(zenix, lines * 2);
await connect(crew);
const node = nodeOf(zenix);
const borrowers = await willing(zenix, 1500, 0);
const [trunk, callerId] = zenix.sql("select t.id, coalesce(s.phone_number, '') from trunks t join sims s on s.trunk_id = t.id where t.kind = 'gsm' order by s.port limit 1").split('|');

let server = null; // pid of zenix while it runs

// A borrower is called at most three times a day: the gate stays on.
let turn = 0;
function nextBorrower() {
  for (let n = 0; n < borrowers.length; n += 1) {
    const one = borrowers[(turn = (turn + 1) % borrowers.length)];
    if (one.used < 3) return one;
  }
  throw new Error('no borrower is left whom the gate allows to call; fewer pairs or seconds');
}

// --- One call through zenix, as the page makes it: POST, events, hang up, outcome. -------------------
const heard = new Map(); // call id → {state: time}
const waiting = new Map();
function listen(stream) {
  stream.socket.on('message', (data) => {
    const { type, name, data: call } = JSON.parse(data);
    if (type !== 'event' || name !== 'call_changed') return;
    const seen = heard.get(call.id) ?? {};
    seen[call.state] ??= performance.now();
    heard.set(call.id, seen);
    waiting.get(`${call.id} ${call.state}`)?.(call);
  });
}
const reaches = (id, state) =>
  new Promise((done) => (heard.get(id)?.[state] ? done() : waiting.set(`${id} ${state}`, done)));

async function zenixCall({ client }, borrower, talk_ms = 0) {
  const begin = performance.now();
  borrower.used += 1;
  const answer = await client.call('POST', '/api/v1/calls', { customer_id: borrower.id });
  if (answer.status !== 201) return { ok: false, why: `${answer.status} ${answer.body.code} ${answer.body.detail}`, begin, end: performance.now(), rest: Promise.resolve() };
  const { id } = answer.body;
  await Promise.race([reaches(id, 'talking'), reaches(id, 'ended')]);
  const { talking } = heard.get(id);
  if (talking && talk_ms) await sleep(talk_ms);
  if (talking) await client.call('POST', `/api/v1/calls/${id}/hangup`);
  await reaches(id, 'ended');
  const end = performance.now();
  for (const state of ['talking', 'ended']) waiting.delete(`${id} ${state}`);
  // The line is free; the telecaller still writes the outcome.
  const rest = (async () => {
    let status = 0;
    for (let n = 0; n < 500 && status !== 200; n += 1) {
      ({ status } = await client.call('PUT', `/api/v1/calls/${id}/outcome`, { disposition: talking ? 'hung_up' : 'unreachable' }));
      if (status !== 200) await sleep(20);
    }
  })();
  return { ok: Boolean(talking), why: 'ended before talking', id, begin, talking, end, rest };
}

/** Closed loop: every line is busy all the time. Gives finished calls a second. */
async function full(callOn) {
  const done = [];
  const free = [...crew];
  const stop = performance.now() + seconds * 1000;
  const bells = [];
  const line = async (port) => {
    while (performance.now() < stop) {
      while (free.length === 0) await new Promise((wake) => bells.push(wake));
      const who = free.shift();
      const call = await callOn(who, nextBorrower(), port);
      done.push(call);
      (call.rest ?? Promise.resolve()).finally(() => {
        free.push(who);
        bells.shift()?.();
      });
    }
  };
  const begin = performance.now();
  await Promise.all(Array.from({ length: lines }, (_, port) => line(port)));
  const took = (performance.now() - begin) / 1000;
  await Promise.all(done.map((call) => call.rest));
  const good = done.filter((call) => call.ok);
  const bad = done.filter((call) => !call.ok);
  if (bad.length) console.log(`  ${bad.length} calls failed, as: ${bad[0].why ?? 'ended before talking'}`);
  return { cps: good.length / took, setup: good.map((call) => call.talking - call.begin), calls: good.length };
}

/** Open loop: a call every 1/rate seconds, for quiet latencies. */
async function paced(callOn) {
  const all = [];
  for (let n = 0; n < seconds * rate; n += 1) {
    all.push(callOn(crew[n % crew.length], nextBorrower(), n % lines));
    await sleep(1000 / rate);
  }
  const done = await Promise.all(all);
  await Promise.all(done.map((call) => call.rest));
  return done.filter((call) => call.ok);
}

/** CPU milliseconds for a call, by what runs: the server, its database, both Asterisks and the lab, and this bench. */
function meter() {
  const all = () => {
    const own = process.cpuUsage();
    const lab = zenix.processes().filter(({ args }) => args.includes('/lab') || args.includes(' lab ')).map(({ pid }) => pid);
    const postmaster = zenix.postmasterPid();
    const sum = (pids) => pids.reduce((seconds, pid) => seconds + cpuOf(pid), 0);
    return { zenix: server ? cpuOf(server) : 0, postgres: sum(zenix.childrenOf(postmaster)), asterisk: cpuOf(zenix.asteriskPid()), lab: sum(lab), bench: (own.user + own.system) / 1e6 };
  };
  const before = all();
  return (calls) => Object.fromEntries(Object.entries(all()).map(([what, seconds]) => [what, ((seconds - before[what]) / calls) * 1000]));
}

// --- A round of each side. -----------------------------------------------------------------------------
async function zenixRound(first) {
  if (!first) {
    await zenix.run();
    await Promise.all(crew.map((one) => one.bare?.close()));
    await connect(crew);
  }
  heard.clear();
  waiting.clear();
  const supervisor = await Client.signIn(zenix, 'supervisor');
  const stream = supervisor.events('topics=calls');
  await stream.opened;
  listen(stream);
  await (await zenixCall(crew[0], nextBorrower())).rest; // Warm.
  server = await zenix.pid();
  const read = meter();
  const busy = await full((who, borrower) => zenixCall(who, borrower));
  const cpu = read(busy.calls);
  const steady = await full((who, borrower) => zenixCall(who, borrower, talk));
  // A second ARI program, which only looks: when Asterisk says Up, against when the page is told.
  const watch = await Ari.open(node, 'bench-watch', { everything: true });
  const up = new Map();
  const joined = new Map();
  watch.onEvent = (e) => {
    if (e.type === 'ChannelStateChange' && e.channel.state === 'Up') up.set(e.channel.id, performance.now());
    if (e.type === 'ChannelEnteredBridge') joined.set(e.channel.id, performance.now());
  };
  const quiet = await paced((who, borrower) => zenixCall(who, borrower));
  const told = [];
  let before_answer = 0;
  let counted = 0;
  for (const call of quiet) {
    const { legs } = await supervisor.ok('GET', `/api/v1/calls/${call.id}`);
    const leg = legs.find((one) => one.role === 'borrower').id;
    if (!up.has(leg)) continue;
    told.push(call.talking - up.get(leg));
    counted += 1;
    if (joined.get(leg) <= up.get(leg)) before_answer += 1;
  }
  watch.close();
  stream.socket.close();
  await zenix.kill();
  return { ...busy, steady: steady.cps, cpu, told, before_answer, counted, quietSetup: quiet.map((call) => call.talking - call.begin) };
}

async function bareRound() {
  await connectBare(crew, node);
  const ari = await Ari.open(node, 'bench');
  const ami = await Ami.open(node);
  const spool = join(node.spool, 'bench');
  mkdirSync(spool, { recursive: true, mode: 0o777 });
  const callOn = (who, borrower, port, talk_ms = 0) =>
    bareCall({ ari, ami, spool }, { talk_ms, phone: who.credentials.authorization_username, borrower: { number: borrower.number, shown: callerId, dial: `PJSIP/${String(port).padStart(2, '0')}${borrower.number.slice(1)}@trunk-${trunk}` } });
  await callOn(crew[0], nextBorrower(), 0); // Warm.
  server = null;
  const read = meter();
  const busy = await full(callOn);
  const cpu = read(busy.calls);
  const steady = await full((who, borrower, port) => callOn(who, borrower, port, talk));
  const quiet = await paced(callOn);
  ari.close();
  ami.close();
  for (const file of readdirSync(spool)) rmSync(join(spool, file), { force: true });
  return { ...busy, steady: steady.cps, cpu, told: quiet.map((call) => call.talking - call.up), quietSetup: quiet.map((call) => call.talking - call.begin) };
}

const results = [];
try {
  for (let n = 0; n < pairs; n += 1) {
    const z = await zenixRound(n === 0);
    const b = await bareRound();
    results.push({ z, b });
    console.log(
      `pair ${n + 1}: zenix ${round(z.cps)} calls/s, bare ${round(b.cps)} calls/s, ratio ${round(z.cps / b.cps, 3)}, talking ${round(z.steady / b.steady, 3)}; ` +
        `told ${round(median(z.told), 2)} ms after Up; set-up ${round(median(z.quietSetup))} and ${round(median(b.quietSetup))} ms`,
    );
  }
} finally {
  await zenix.run().catch(() => {});
  await Promise.all(crew.flatMap((one) => [one.phone?.socket.terminate(), one.bare?.socket.terminate()]));
  await zenix.stop();
}

const told = results.flatMap(({ z }) => z.told);
const ratios = results.map(({ z, b }) => z.cps / b.cps);
const overhead = results.map(({ z, b }) => median(z.quietSetup) - median(b.quietSetup));
const sum = (pick) => results.reduce((all, one) => all + pick(one), 0);
console.log(`
calls a second, ${lines} lines always busy, each call talks ${talk} ms, ${seconds} s a round, ${pairs} pairs
  zenix                       ${range(results.map(({ z }) => z.steady), 2)}
  bare ARI                    ${range(results.map(({ b }) => b.steady), 2)}
  ratio zenix/bare            ${range(results.map(({ z, b }) => z.steady / b.steady), 3)}   median of pairs, min–max
the same, hung up the moment they talk: how many calls the cores can make
  zenix                       ${range(results.map(({ z }) => z.cps), 1)}  (${sum(({ z }) => z.calls)} calls)
  bare ARI                    ${range(results.map(({ b }) => b.cps), 1)}  (${sum(({ b }) => b.calls)} calls)
  ratio zenix/bare            ${range(ratios, 3)}   median of pairs, min–max
CPU for a call then, ms       ${Object.keys(results[0].z.cpu).join(', ')}
  zenix                       ${Object.keys(results[0].z.cpu).map((what) => round(median(results.map(({ z }) => z.cpu[what])), 1)).join(', ')}
  bare ARI                    ${Object.keys(results[0].b.cpu).map((what) => round(median(results.map(({ b }) => b.cpu[what])), 1)).join(', ')}
click to talking under that load, ms
  zenix                       ${spread(results.flatMap(({ z }) => z.setup))}
  bare ARI                    ${spread(results.flatMap(({ b }) => b.setup))}
${rate} calls a second, ms
  Asterisk says Up → told "talking"   ${spread(told)}, max ${round(Math.max(...told))}
  borrower in the bridge before Up    ${sum(({ z }) => z.before_answer)} of ${sum(({ z }) => z.counted)}
  click to talking, zenix     ${spread(results.flatMap(({ z }) => z.quietSetup))}
  click to talking, bare      ${spread(results.flatMap(({ b }) => b.quietSetup))}
  zenix's share, by pair      ${range(overhead, 1)}
`);
process.exit(0);
