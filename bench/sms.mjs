// Texts a second beside Kannel: the same responder as SMS centre, the same window, the same generators, one run,
// rounds in turn. Kannel keeps what it took in its file store; zenix in PostgreSQL before it answers.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { Client } from '../tests/lib/client.mjs';
import { freePort, sleep, until, Zenix } from '../tests/lib/server.mjs';
import { cpuOf, machine, median, percentile, range, round } from './lib/figures.mjs';

const { values: wish } = parseArgs({
  options: {
    pairs: { type: 'string', default: '5' }, seconds: { type: 'string', default: '8' }, window: { type: 'string', default: '50' },
    connections: { type: 'string', default: '32' }, calm: { type: 'string', default: '200' },
  },
});
const [pairs, seconds, window, connections, calm] = [wish.pairs, wish.seconds, wish.window, wish.connections, wish.calm].map(Number);
const peer = process.env.SMS_PEER ?? new URL('../build/release/sms_peer', import.meta.url).pathname;
const words = 'Dear customer, your EMI of Rs 5000 is due on 05 Dec. Pay today to avoid late charges.';
const folder = mkdtempSync(join(tmpdir(), 'sms-bench-'));
const children = [];
const start = (program, args, name) => {
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  child.said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (child.said = (child.said + chunk).slice(-20_000)));
  child.name = name;
  children.push(child);
  return child;
};
const run = (args) =>
  new Promise((done, fail) => {
    const child = spawn(peer, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk) => (said += chunk));
    child.once('exit', (code) => (code === 0 ? done(JSON.parse(said)) : fail(new Error(`${args[0]}: ${code}`))));
  });

const port = { centre: await freePort(), admin: await freePort(), box: await freePort(), sendsms: await freePort() };
const arrivals = join(folder, 'arrivals');
const centre = start(peer, ['respond', '--port', port.centre, '--log', arrivals], 'centre');
const accepted = () => Number(/accepted (\d+)\s*$/.exec(centre.said)?.[1] ?? 0);

// --- Kannel --------------------------------------------------------------------------------------------
writeFileSync(join(folder, 'kannel.conf'), `
group = core
admin-port = ${port.admin}
admin-interface = 127.0.0.1
admin-password = x
smsbox-port = ${port.box}
smsbox-interface = 127.0.0.1
log-level = 2
store-type = file
store-file = ${join(folder, 'kannel.store')}
sms-outgoing-queue-limit = 1000000

group = smsc
smsc = smpp
smsc-id = centre
host = 127.0.0.1
port = ${port.centre}
smsc-username = bench
smsc-password = bench
system-type = ""
transceiver-mode = true
interface-version = 34
max-pending-submits = ${window}
enquire-link-interval = 30

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${port.sendsms}
sendsms-interface = 127.0.0.1
log-level = 2

group = sendsms-user
username = bench
password = bench
max-messages = 10
concatenation = true
`);
const bearerbox = start('/usr/sbin/bearerbox', ['-v', '2', 'kannel.conf'], 'bearerbox');
await sleep(1500);
const smsbox = start('/usr/sbin/smsbox', ['-v', '2', 'kannel.conf'], 'smsbox');

// --- zenix ---------------------------------------------------------------------------------------------
console.log(machine());
const zenix = await Zenix.start();
const admin = await Client.signIn(zenix, 'admin');
await admin.ok('POST', '/api/v1/message-templates', { code: 'bench', title: 'Bench', purpose: 'service', dlt_entity_id: '1101172974420810001', active: true, languages: [{ language: 'en', text: words, dlt_template_id: '1107160000000000099' }] });
const account = await admin.ok('POST', '/api/v1/smsc-accounts', { name: 'bench', kind: 'smpp', password: 'bench', smpp: { host: '127.0.0.1', port: port.centre, system_id: 'bench', binds: 1, window } });
await admin.ok('PUT', '/api/v1/message-routes', { items: [{ name: 'bench', via: 'account', account_id: account.id }] });
const client = await admin.ok('POST', '/api/v1/smpp-clients', { name: 'Bench', system_id: 'bench', password: 'bench', window: 1000, rate_per_s: 100000 });
const smpp = Number((await admin.ok('GET', `/api/v1/smpp-clients/${client.id}`)).status.listening_on.split(':').at(-1));
const { token } = await admin.ok('POST', '/api/v1/tokens', { name: 'bench', role: 'admin' });
await until('the bench account is bound', async () => (await admin.ok('GET', `/api/v1/smsc-accounts/${account.id}`)).status.state === 'up', { within: 60_000 });
const pid = await zenix.pid();
const postmaster = zenix.postmasterPid();
const postgres = () => [postmaster, ...zenix.childrenOf(postmaster)].reduce((sum, one) => sum + cpuOf(one), 0);

let first = 100_000_000;
const ways = {
  kannel: (more) => run(['post', '--kind', 'kannel', '--port', port.sendsms, '--connections', connections, ...more]),
  'zenix HTTP': (more) => run(['post', '--kind', 'zenix', '--port', zenix.port, '--token', token, '--connections', connections, ...more]),
  'zenix SMPP': (more) => run(['feed', '--port', smpp, '--window', '500', ...more]),
};
const cpu = { kannel: () => cpuOf(bearerbox.pid) + cpuOf(smsbox.pid), 'zenix HTTP': () => cpuOf(pid) + postgres(), 'zenix SMPP': () => cpuOf(pid) + postgres() };

/** From the first request to the last accepted by the centre, the queue run dry. */
async function round_of(name) {
  first += 1_000_000;
  const before = accepted();
  const busy = cpu[name]();
  const begin = performance.now();
  const fed = await ways[name](['--first', first, '--seconds', seconds, '--warm-up', 0]);
  let last = { n: accepted(), at: performance.now() };
  const wanted = before + fed.sent;
  while (accepted() < wanted && performance.now() - last.at < 15_000) {
    await sleep(100);
    if (accepted() > last.n) last = { n: accepted(), at: performance.now() };
  }
  const out = accepted() - before;
  const took = (last.at - begin) / 1000;
  return { in_per_s: fed.per_s, out_per_s: out / took, lost: fed.accepted - out, cpu_us: (1e6 * (cpu[name]() - busy)) / Math.max(out, 1), refused: fed.refused };
}

const of = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
for (let n = 0; n < pairs; n += 1) {
  for (const name of Object.keys(ways)) {
    const one = await round_of(name);
    of[name].push(one);
    console.log(`  ${n + 1}. ${name.padEnd(10)} in ${round(one.in_per_s, 0)}/s, accepted out ${round(one.out_per_s, 0)}/s, ${round(one.cpu_us, 0)} us of CPU each, refused ${one.refused}, load ${readFileSync('/proc/loadavg', 'utf8').split(' ')[0]}`);
  }
}
for (const name of Object.keys(ways)) console.log(`${name.padEnd(10)} accepted out a second: ${range(of[name].map((one) => one.out_per_s), 0)}; CPU each, us: ${range(of[name].map((one) => one.cpu_us), 0)}`);
for (const name of ['zenix HTTP', 'zenix SMPP']) console.log(`${name} / kannel, pair by pair: ${range(of[name].map((one, n) => one.out_per_s / of.kannel[n].out_per_s))}`);

// --- In calm: from the request to the centre. ------------------------------------------------------------
console.log(`from the request to the centre at ${calm}/s, ms`);
for (const name of Object.keys(ways)) {
  first += 1_000_000;
  const log = join(folder, `sent-${name.replace(' ', '-')}`);
  const fed = await ways[name](['--first', first, '--seconds', seconds, '--warm-up', 1, '--rate', calm, '--log', log]);
  await sleep(3000);
  const at = (file) => new Map(readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map((line) => line.split(' ')));
  const there = at(arrivals);
  const took = [...at(log)].filter(([number]) => there.has(number)).map(([number, when]) => Number(BigInt(there.get(number)) - BigInt(when)) / 1e6);
  console.log(`  ${name.padEnd(10)} p50 ${round(median(took), 2)}, p90 ${round(percentile(took, 90), 2)}, p99 ${round(percentile(took, 99), 2)} (${took.length} of ${fed.sent}); answered in p50 ${fed.p50_ms}`);
}

await zenix.stop();
for (const child of children) child.kill('SIGTERM');
await sleep(1000);
for (const child of children) child.kill('SIGKILL');
rmSync(folder, { recursive: true, force: true });
process.exit(0);
