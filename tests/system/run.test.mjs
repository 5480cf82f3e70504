// `./run` around a server built before: it starts a killed one again, and Ctrl-C leaves nothing behind.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { Zenix, freePort, until } from '../lib/server.mjs';

const script = new URL('../../run', import.meta.url).pathname;
const binary = process.env.ZENIX_BINARY ?? new URL('../../build/zenix', import.meta.url).pathname;
const env = { ...process.env, ZENIX_BINARY: binary };
const above = mkdtempSync(join(tmpdir(), 'zenix-run-'));
const run = (args, more = {}) => spawnSync(script, args, { encoding: 'utf8', timeout: 60_000, env, ...more });

/** A `./run` in the foreground of a terminal of its own: its process group is what Ctrl-C reaches. */
class Terminal {
  output = '';

  constructor(zenix) {
    this.child = spawn(script, ['--data-dir', zenix.folder, '--http', `127.0.0.1:${zenix.port}`], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.ended = new Promise((done) => this.child.once('exit', (code, signal) => done(code ?? signal)));
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (chunk) => (this.output += chunk));
  }
  /** Until it has said `ready URL` this often. */
  ready(times = 1) {
    return until(`ready ${times}`, () => (this.output.match(/^ready http.*$/gm) ?? []).length >= times, { within: 120_000 })
      .catch((error) => assert.fail(`${error.message}\n${this.output}`));
  }
  interrupt() {
    process.kill(-this.child.pid, 'SIGINT');
    return this.ended;
  }
}

const zenix = new Zenix();
zenix.folder = join(above, 'data');
let terminal;
after(async () => {
  if (terminal && terminal.child.exitCode === null) await terminal.interrupt();
  for (const { pid } of zenix.processes()) process.kill(pid, 'SIGKILL');
  rmSync(above, { recursive: true, force: true });
});

test('--help names every option, and starts nothing', () => {
  const { status, stdout } = run(['--help']);
  assert.equal(status, 0);
  for (const option of ['--data-dir', '--http', '--build-only', '--help']) assert.ok(stdout.includes(option), option);
});

for (const [what, args, names] of [
  ['an unknown option', ['--dance'], ['--dance', './run --help']],
  ['an option without its value', ['--http'], ['--http', 'value']],
  ['an address without a port', ['--data-dir', join(above, 'x'), '--http', '8080'], ['--http', '127.0.0.1:8080']],
  ['a host that is no address', ['--data-dir', join(above, 'x'), '--http', 'nowhere.example:8080'], ['nowhere.example', '127.0.0.1']],
  ['a port that is none', ['--data-dir', join(above, 'x'), '--http', '127.0.0.1:99999'], ['--http', '127.0.0.1:99999']],
  ['a folder that cannot be made', ['--data-dir', '/proc/zenix'], ['/proc/zenix', '--data-dir']],
])
  test(`${what} is refused once, by name and with the remedy`, () => {
    const { status, stderr } = run(args);
    assert.ok(status !== 0 && status !== null, stderr);
    for (const name of names) assert.ok(stderr.includes(name), `${name} in: ${stderr}`);
    assert.doesNotMatch(stderr, /starting it again/);
  });

test('--build-only starts nothing', () => {
  const { status } = run(['--build-only', '--data-dir', join(above, 'y')]);
  assert.equal(status, 0);
  assert.ok(!existsSync(join(above, 'y')));
});

test('Ctrl-C in the middle of the first start ends what it had started by then', async () => {
  const early = Object.assign(new Zenix(), { folder: join(above, 'early'), port: await freePort() });
  const first = new Terminal(early);
  await until('its lab is next', () => /starting: lab/.test(first.output), { within: 120_000 });
  assert.ok(early.processes().some(({ args }) => args.includes('asterisk.conf')));
  assert.equal(await first.interrupt(), 0, first.output);
  assert.match(first.output, /^stopping$/m);
  assert.doesNotMatch(first.output, /^ready/m);
  assert.deepEqual(early.processes(), []);
});

test('serves, and says where', async (t) => {
  zenix.port = await freePort();
  const begin = performance.now();
  terminal = new Terminal(zenix);
  await terminal.ready();
  t.diagnostic(`first start: ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  assert.equal(zenix.demo.url, zenix.url);
  assert.ok(readFileSync(`/proc/${await zenix.pid()}/cmdline`, 'utf8').includes(zenix.folder));
});

test('a port that is taken is refused before anything is started, naming the option', () => {
  const folder = join(above, 'other');
  const { status, stderr } = run(['--data-dir', folder, '--http', `127.0.0.1:${zenix.port}`]);
  assert.ok(status !== 0 && status !== null);
  for (const name of [`127.0.0.1:${zenix.port}`, '--http']) assert.ok(stderr.includes(name), stderr);
  assert.doesNotMatch(stderr, /starting it again/);
  assert.ok(!existsSync(join(folder, 'pg')), 'no database was made');
});

test('a folder in use by one that runs is refused, and that one goes on', async () => {
  const before = [await zenix.pid(), zenix.asteriskPid(), zenix.postmasterPid()];
  const { status, stderr } = run(['--data-dir', zenix.folder, '--http', `127.0.0.1:${await freePort()}`]);
  assert.ok(status !== 0 && status !== null);
  for (const name of [zenix.folder, `${before[0]}`, '--data-dir']) assert.ok(stderr.includes(name), stderr);
  assert.doesNotMatch(stderr, /starting it again/);
  assert.deepEqual([await zenix.pid(), zenix.asteriskPid(), zenix.postmasterPid()], before);
  assert.equal((await fetch(`${zenix.url}/readyz`)).status, 200);
});

test('a killed server is started again and adopts its PostgreSQL and Asterisk', async () => {
  const [server, asterisk, postmaster] = [await zenix.pid(), zenix.asteriskPid(), zenix.postmasterPid()];
  process.kill(server, 'SIGKILL');
  await terminal.ready(2);
  assert.match(terminal.output, /killed by signal 9; starting it again/);
  assert.notEqual(await zenix.pid(), server);
  assert.equal(zenix.asteriskPid(), asterisk);
  assert.equal(zenix.postmasterPid(), postmaster);
});

test('Ctrl-C ends everything it started', async () => {
  const left = zenix.childrenOf(zenix.postmasterPid());
  assert.ok(zenix.processes().length >= 4);
  assert.equal(await terminal.interrupt(), 0, terminal.output);
  assert.deepEqual(zenix.processes(), []);
  // Those of PostgreSQL end with their postmaster; a zombie is one that nobody has asked after yet.
  const runs = (pid) => existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  await until('PostgreSQL has ended whole', () => !left.some(runs), { within: 5000 });
});

test('a second start finds everything there, and SIGTERM ends it too', async (t) => {
  const begin = performance.now();
  terminal = new Terminal(zenix);
  await terminal.ready();
  t.diagnostic(`second start: ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  assert.equal(zenix.sql('select count(*) from customers'), '5000');
  process.kill(terminal.child.pid, 'SIGTERM');
  assert.equal(await terminal.ended, 0);
  assert.deepEqual(zenix.processes(), []);
});
