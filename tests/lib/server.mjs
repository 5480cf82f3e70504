// One running `zenix demo` in a folder of its own, and ways to break it.
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const binary = process.env.ZENIX_BINARY ?? new URL('../../build/zenix', import.meta.url).pathname;
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Asks until the answer is truthy; the last error or a plain sentence when it never is. */
export async function until(what, ask, { within = 15_000, every = 50 } = {}) {
  const end = Date.now() + within;
  let last;
  while (Date.now() < end) {
    try {
      const answer = await ask();
      if (answer) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await sleep(every);
  }
  throw new Error(`${what}: not within ${within} ms${last ? ` (${last.message})` : ''}`);
}

export function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer().once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

export class Zenix {
  #child = null;
  #log = '';
  options = [];

  /** The demonstration that the runner shares among the files of a folder, else one of our own. */
  static async shared() {
    if (!process.env.ZENIX_SHARED) return Zenix.start();
    const zenix = new Zenix();
    Object.assign(zenix, JSON.parse(process.env.ZENIX_SHARED));
    zenix.isShared = true;
    return zenix;
  }

  /** `options`: more words for `zenix demo`. */
  static async start(options = []) {
    const zenix = new Zenix();
    zenix.options = options;
    zenix.folder = join(mkdtempSync(join(tmpdir(), 'zenix-test-')), 'data');
    zenix.port = await freePort();
    await zenix.run();
    return zenix;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }
  get demo() {
    return JSON.parse(readFileSync(join(this.folder, 'demo.json'), 'utf8'));
  }
  get log() {
    return this.#log;
  }

  /** Starts the server on the folder and waits until it serves. */
  async run() {
    const child = spawn(binary, ['demo', '--data-dir', this.folder, '--http', `127.0.0.1:${this.port}`, ...this.options], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let ready;
    const serves = new Promise((done, fail) => {
      ready = done;
      child.once('exit', (code, signal) => fail(new Error(`zenix ended (${code ?? signal}):\n${this.#log.slice(-4000)}`)));
    });
    const read = (chunk) => {
      this.#log += chunk;
      if (/^ready http/m.test(this.#log)) ready();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    const patience = setTimeout(() => child.kill('SIGKILL'), 120_000);
    await serves.finally(() => clearTimeout(patience));
    this.#log = this.#log.replaceAll(/^ready http.*$/gm, 'was ready');
  }

  async pid() {
    return (await (await fetch(`${this.url}/healthz`)).json()).pid;
  }

  /** kill -9 of the server process alone, as a crash. */
  async kill() {
    const gone = new Promise((done) => this.#child.once('exit', done));
    process.kill(await this.pid(), 'SIGKILL');
    await gone;
  }

  /** Ctrl-C: everything it started ends. Gives what is still there. */
  async interrupt() {
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((done) => child.once('exit', done));
      child.kill('SIGINT');
      const patience = setTimeout(() => child.kill('SIGKILL'), 30_000);
      await gone;
      clearTimeout(patience);
    }
    return this.processes();
  }

  /** Ctrl-C, and the folder goes; gives the processes that were left, which go too. */
  async stop() {
    if (this.isShared) return [];
    const left = await this.interrupt();
    for (const { pid } of left) process.kill(pid, 'SIGKILL');
    rmSync(join(this.folder, '..'), { recursive: true, force: true });
    return left;
  }

  /** Every process that runs from our folder, by what /proc says. */
  processes() {
    const lines = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
    return lines
      .map((line) => /^\s*(\d+)\s+(.*)$/.exec(line))
      .filter((m) => m && m[2].includes(this.folder) && Number(m[1]) !== process.pid && !m[2].startsWith('ps '))
      .map((m) => ({ pid: Number(m[1]), args: m[2] }));
  }

  asteriskPid() {
    return this.#pidOf((args) => args.includes('/asterisk/') && !args.includes('/lab/') && args.includes('asterisk.conf'));
  }
  postmasterPid() {
    const file = join(this.folder, 'pg', 'postmaster.pid');
    return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : undefined;
  }
  childrenOf(parent) {
    const lines = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
    return lines.map((line) => line.trim().split(/\s+/).map(Number)).filter(([, ppid]) => ppid === parent).map(([pid]) => pid);
  }
  #pidOf(fits) {
    return this.processes().find(({ args }) => fits(args))?.pid;
  }

  /** One row of SQL over psql, as text. */
  sql(query) {
    return execFileSync('psql', [this.demo.database_url, '-XAtq', '-c', query], { encoding: 'utf8' }).trim();
  }

  async lab(method, path, body) {
    const answer = await fetch(this.demo.lab_url + path, {
      method,
      headers: body ? { 'content-type': 'application/json' } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`lab ${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }
}
