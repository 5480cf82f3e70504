// What whoever runs it relies on: health, configuration, clean ends, no secrets about, no open doors.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { dial, finish } from '../lib/calls.mjs';
import { Client } from '../lib/client.mjs';
import { telecaller } from '../lib/phone.mjs';
import { Zenix } from '../lib/server.mjs';
import { fresh, newUser, password, suite, unusedBorrower } from '../lib/suite.mjs';

const binary = process.env.ZENIX_BINARY ?? new URL('../../build/zenix', import.meta.url).pathname;
const run = (...args) => spawnSync(binary, args, { encoding: 'utf8', timeout: 20_000 });
const folder = mkdtempSync(join(tmpdir(), 'zenix-config-'));
const it = suite(() => () => rmSync(folder, { recursive: true, force: true }), { own: true });
const file = (text) => {
  const path = join(folder, `${fresh('zenix')}.toml`);
  writeFileSync(path, text);
  return path;
};

test('--help and --version say what there is; wrong arguments end with 2', () => {
  const help = run('--help');
  assert.equal(help.status, 0);
  for (const command of ['serve', 'demo', 'check-config', 'lab']) assert.match(help.stdout, new RegExp(`\\b${command}\\b`));
  assert.match(run('demo', '--help').stdout, /--data-dir[\s\S]*--http/);
  assert.match(run('--version').stdout, /\d+\.\d+/);
  for (const wrong of [[], ['dance'], ['demo'], ['demo', '--data-dir', 'relative'], ['demo', '--data-dir', join(folder, 'x'), '--http', 'nonsense']])
    assert.equal(run(...wrong).status, 2, wrong.join(' '));
});

test('check-config: a good file is fine', () => {
  const good = file('data_dir = "/var/lib/zenix"\n[http]\nhost = "127.0.0.1"\nport = 8080\n[log]\nlevel = "info"\n');
  const { status, stdout } = run('check-config', good);
  assert.equal(status, 0);
  assert.match(stdout, /is fine/);
});

for (const [what, text, names] of [
  ['an unknown setting', 'data_dir = "/var/lib/zenix"\ndata_dri = "/x"\n', [':2:', 'data_dri']],
  ['an unknown setting in a section', '[http]\nhost = "127.0.0.1"\nprot = 80\n', [':3:', 'http.prot']],
  ['a wrong type', '[http]\nport = "eighty"\n', [':2:', 'http.port', 'port']],
  ['a port that is none', '[http]\nport = 70000\n', [':2:', 'http.port']],
  ['a word that is no level', '[log]\nlevel = "loud"\n', [':2:', 'log.level', 'debug, info, warn, error']],
  ['a list that is none', '[asterisk]\nlocal_nets = "10.0.0.0/8"\n', [':2:', 'asterisk.local_nets']],
  ['no TOML', 'data_dir = \n', [':1:']],
  ['half a pair', '[http]\ntls_key_file = "/etc/hostname"\n', ['http.tls_certificate_file', 'http.tls_key_file']],
  ['a file that is not there', '[http]\ntls_key_file = "/nowhere/key"\ntls_certificate_file = "/nowhere/cert"\n', ['http.tls_certificate_file', '/nowhere/cert']],
  ['a relative folder', 'data_dir = "data"\n', ['data_dir', 'absolute']],
  ['a key inside the data', 'data_dir = "/var/lib/zenix"\nmaster_key_file = "/var/lib/zenix/key"\n', ['master_key_file', 'outside']],
])
  test(`check-config: ${what} ends with 78 and names file, line and setting`, () => {
    const bad = file(text);
    const { status, stderr } = run('check-config', bad);
    assert.equal(status, 78, stderr);
    for (const name of [bad, ...names]) assert.ok(stderr.includes(name), `${name} in: ${stderr}`);
    assert.equal(run('serve', '--config', bad).status, 78, 'serve refuses it too');
  });

test('a configuration that is not there', () => {
  const { status, stderr } = run('check-config', join(folder, 'none.toml'));
  assert.equal(status, 78);
  assert.ok(stderr.includes('none.toml'));
});

const get = async (path) => {
  const answer = await fetch(it.zenix.url + path);
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
};

test('healthz, readyz and metrics', async () => {
  const health = JSON.parse((await get('/healthz')).text);
  assert.equal(health.status, 'ok');
  assert.ok(readFileSync(`/proc/${health.pid}/cmdline`, 'utf8').includes(it.zenix.folder), 'pid is the server');
  const ready = await get('/readyz');
  assert.equal(ready.status, 200);
  const { parts } = JSON.parse(ready.text);
  for (const name of ['database', 'telephony', 'recording', 'disk']) assert.equal(parts.find((one) => one.name === name)?.ok, true, name);
  const metrics = await get('/metrics');
  assert.match(metrics.type, /^text\/plain/);
  assert.match(metrics.text, /^# HELP zenix_http_requests_total/m);
  assert.match(metrics.text, /^zenix_postgresql_connected 1/m);
  for (const line of metrics.text.split('\n').filter((one) => one && !one.startsWith('#')))
    assert.match(line, /^[a-z_:][a-z0-9_:]*(\{.*\})? \S+$/i, 'the format of Prometheus');
});

test('readyz says what is missing while Asterisk does not answer, and when it is back', async () => {
  const asterisk = it.zenix.asteriskPid();
  process.kill(asterisk, 'SIGKILL');
  const seen = [];
  const end = Date.now() + 30_000;
  while (Date.now() < end) {
    const { status, text } = await get('/readyz');
    const part = JSON.parse(text).parts.find((one) => one.name === 'telephony');
    if (seen.at(-1) !== status) seen.push(status);
    if (status === 503) assert.equal(part.ok, false);
    if (seen.length === 2 && status === 200) break;
    if (seen.length === 3) break;
    await new Promise((done) => setTimeout(done, 20));
  }
  assert.deepEqual(seen.slice(-2), [503, 200]);
});

test('demo.json is for its owner only and has what other programs need', () => {
  const path = join(it.zenix.folder, 'demo.json');
  assert.equal((statSync(path).mode & 0o777).toString(8), '600');
  const { demo } = it.zenix;
  assert.equal(demo.url, it.zenix.url);
  assert.match(demo.database_url, /^postgres/);
  for (const who of ['telecaller', 'supervisor', 'admin']) assert.ok(demo.logins[who].username && demo.logins[who].password.length >= 10, who);
  assert.equal(it.zenix.sql('select count(*) from customers'), '5000');
});

test('nothing runs as root', () => {
  for (const { pid, args } of it.zenix.processes()) {
    const uid = /^Uid:\s+(\d+)\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    assert.notEqual(uid[2], '0', args);
  }
  assert.ok(it.zenix.processes().length >= 4, 'zenix, lab, two Asterisks at least');
});

test('everything listens on loopback only', () => {
  const ours = new Set([...it.zenix.processes().map(({ pid }) => pid), ...it.zenix.childrenOf(it.zenix.postmasterPid())]);
  const services = new Set(['asterisk', 'lab/asterisk'].flatMap((node) => {
    const file = `${it.zenix.folder}/${node}/node.json`;
    if (!existsSync(file)) return [];
    const { sip_port, hep_port } = JSON.parse(readFileSync(file, 'utf8'));
    return [sip_port, hep_port];
  }));
  assert.ok(services.size >= 2);
  const sockets = execFileSync('ss', ['-Htulpn'], { encoding: 'utf8' }).trim().split('\n');
  let found = 0;
  for (const line of sockets) {
    const pids = [...line.matchAll(/pid=(\d+)/g)].map(([, pid]) => Number(pid));
    if (!pids.some((pid) => ours.has(pid))) continue;
    found += 1;
    const local = line.trim().split(/\s+/)[4];
    // Asterisk's DNS resolver and SIP trace send from unbound UDP sockets; they serve nobody.
    if (line.startsWith('udp') && !services.has(Number(local.split(':').at(-1)))) continue;
    assert.match(local, /^(127\.0\.0\.1|\[::1\]|\[::ffff:127\.0\.0\.1\]):/, line);
  }
  assert.ok(found >= 4, `only ${found} sockets seen`);
});

test('no password, token or telephone number stands in a log', async () => {
  const admin = await Client.signIn(it.zenix, 'admin');
  const caller = await newUser(it.zenix, admin, 'telecaller');
  const phone = await telecaller(caller);
  const one = unusedBorrower(it.zenix, '21');
  const call = await dial(caller, { customer_id: one.id });
  await finish(caller, call.id, { disposition: 'hung_up', notes: 'A secret of the borrower' });
  const { token } = await admin.ok('POST', '/api/v1/tokens', { name: fresh('log'), role: 'auditor' });
  await Client.bearing(it.zenix, token).call('GET', '/api/v1/users');
  await new Client(it.zenix.url).call('POST', '/api/v1/session', { username: 'typed by mistake', password: 'the wrong secret' });
  await admin.ok('GET', `/api/v1/customers?q=${encodeURIComponent(one.phone)}`);
  await admin.ok('POST', '/api/v1/trunks', { name: fresh('log'), kind: 'sip', host: '127.0.0.1', port: 9, username: 'u', password: 'trunk secret 7' });
  await phone.close();
  const { demo } = it.zenix;
  const national = one.phone.slice(3);
  const secrets = [
    password, token, 'trunk secret 7', 'the wrong secret', 'typed by mistake', phone.credentials.password, new URL(phone.credentials.ws_url).searchParams.get('ticket'),
    caller.cookie.split('=')[1], caller.csrf, one.name, national, 'A secret of the borrower',
    ...Object.values(demo.logins).map((login) => login.password), /:([^:@/]+)@/.exec(demo.database_url)?.[1],
  ].filter(Boolean);
  const log = readFileSync(join(it.zenix.folder, 'zenix.log'), 'utf8');
  assert.match(log, /outbound call/);
  for (const secret of secrets) {
    assert.ok(!log.includes(secret) && !log.includes(encodeURIComponent(secret)), `zenix.log holds ${secret}`);
    if (!Object.values(demo.logins).some((login) => login.password === secret)) assert.ok(!it.zenix.log.includes(secret), `the output holds ${secret}`);
  }
  for (const line of log.trim().split('\n')) assert.doesNotThrow(() => JSON.parse(line), `a line of the log is no JSON: ${line}`);
  assert.ok(log.split('\n').some((line) => line.includes(call.id)), 'the call is in the log by its id');
});

test('no secret lies readable in the data folder', () => {
  const walk = (at) =>
    readdirSync(at, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? walk(join(at, one.name)) : one.isFile() ? [join(at, one.name)] : []));
  assert.equal((statSync(it.zenix.folder).mode & 0o077).toString(8), '0', 'the data folder is closed to others');
  const key = `${it.zenix.folder}-key`;
  assert.equal((statSync(key).mode & 0o077).toString(8), '0', 'and so is the key beside it');
  const secret = readFileSync(key);
  for (const path of walk(it.zenix.folder).filter((one) => !one.includes('/pg/') && statSync(one).size < 4_000_000))
    assert.ok(!readFileSync(path).includes(secret), `${path} holds the master key`);
});

test('a server that is killed leaves its private servers, and the next start adopts them', async () => {
  const asterisk = it.zenix.asteriskPid();
  const postmaster = it.zenix.postmasterPid();
  const started = statSync(join(it.zenix.folder, 'pg', 'postmaster.pid')).mtimeMs;
  await it.zenix.kill();
  process.kill(asterisk, 0);
  process.kill(postmaster, 0);
  await it.zenix.run();
  assert.equal(it.zenix.asteriskPid(), asterisk);
  assert.equal(it.zenix.postmasterPid(), postmaster);
  assert.equal(statSync(join(it.zenix.folder, 'pg', 'postmaster.pid')).mtimeMs, started);
  assert.equal(it.zenix.sql('select count(*) from customers'), '5000', 'and makes no second lender');
  const telephony = JSON.parse((await get('/readyz')).text).parts.find((one) => one.name === 'telephony');
  assert.ok(telephony.ok, telephony.detail);
});

test('Ctrl-C ends everything it started; a new start on the folder finds its data', async (t) => {
  const other = await Zenix.start();
  const logins = JSON.stringify(other.demo.logins);
  const admin = await Client.signIn(other, 'admin');
  await admin.ok('POST', '/api/v1/dnc', { phone_number: '+919876512345', reason: 'kept over a restart' });
  assert.deepEqual(await other.interrupt(), [], 'no process is left');
  const begin = performance.now();
  await other.run();
  t.diagnostic(`second start: ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  assert.equal(other.sql("select count(*) from do_not_call where phone_number = '+919876512345'"), '1');
  assert.equal(JSON.stringify(other.demo.logins), logins, 'the logins stay');
  assert.deepEqual(await other.stop(), []);
});

test('two servers do not share a folder, or a port', () => {
  const second = run('demo', '--data-dir', join(folder, 'other'), '--http', `127.0.0.1:${it.zenix.port}`);
  assert.notEqual(second.status, 0);
  assert.match(second.stderr, new RegExp(`${it.zenix.port}`), second.stderr);
  const beside = run('demo', '--data-dir', it.zenix.folder, '--http', '127.0.0.1:0');
  assert.equal(beside.status, 78);
  assert.ok(beside.stderr.includes(it.zenix.folder), beside.stderr);
});
