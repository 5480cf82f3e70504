// The outbox under kill -9: nothing that was answered for is lost, and nothing reaches the peer twice.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';

import { Client } from '../lib/client.mjs';
import { sleep, until } from '../lib/server.mjs';
import { fresh, suite } from '../lib/suite.mjs';
import { killWhile, postText } from '../lib/texts.mjs';

const many = 400;
const kills = 5;

/** A peer that counts what it takes, and needs some time for each. */
class Centre {
  taken = new Map();
  answered = new Set();

  async listen() {
    this.server = createServer((ask, answer) => {
      let body = '';
      ask.on('data', (chunk) => (body += chunk));
      ask.on('end', async () => {
        const { id } = JSON.parse(body);
        this.taken.set(id, (this.taken.get(id) ?? 0) + 1);
        await sleep(Math.random() * 40);
        answer.setHeader('content-type', 'application/json');
        answer.end(JSON.stringify({ id: `peer-${id}` }), () => this.answered.add(id));
      });
    });
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${this.server.address().port}/send`;
  }
  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

let admin;
const centre = new Centre();
const it = suite(
  async () => {
    admin = await Client.signIn(it.zenix, 'admin');
    return () => centre.close();
  },
  { own: true },
);

test('nothing is lost and nothing doubled when the server is killed at any point', { timeout: 600_000 }, async () => {
  const account = await admin.ok('POST', '/api/v1/smsc-accounts', { name: fresh('counter'), kind: 'http', http: { url: await centre.listen() } });
  await admin.ok('PUT', '/api/v1/message-routes', { items: [{ name: 'counted', via: 'account', account_id: account.id }] });

  const ids = [];
  let next = 10_000_000 + Math.floor(Math.random() * 80_000_000);
  let left = many;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      next += 1;
      ids.push(await postText(admin, { to: `+9198${String(next).padStart(8, '0')}`, message: `Message ${next} - ZENIX Finance`, priority: 'normal' }));
    }
  };
  const posting = Promise.all(Array.from({ length: 12 }, worker));
  await killWhile(it.zenix, { many, kills, count: () => ids.length });
  await posting;
  assert.equal(new Set(ids).size, many, 'every request has a message of its own');

  await until(
    'every message has left the outbox',
    () => it.zenix.sql(`select count(*) from sms_logs where status in ('queued', 'submitted')`) === '0',
    { within: 240_000, every: 200 },
  );
  const rows = it.zenix.sql('select id || \' \' || status from sms_logs').split('\n').map((line) => line.split(' '));
  const states = new Map(rows);
  for (const id of ids) assert.ok(states.has(id), `${id} was answered for and is stored`);
  for (const [id, times] of centre.taken) {
    assert.equal(times, 1, `${id} reached the peer once`);
    assert.ok(states.has(id), `${id} is in the log`);
  }
  const of = (state) => rows.filter(([, s]) => s === state).map(([id]) => id);
  for (const id of of('accepted')) assert.equal(centre.taken.get(id), 1, `${id} is accepted and was taken`);
  const unknown = of('unknown');
  // Only what was on its way when the server died: at most a window for each kill.
  assert.ok(unknown.length <= kills * 20, `${unknown.length} are unknown`);
  assert.equal(of('accepted').length + unknown.length, rows.length, JSON.stringify(rows.filter(([, s]) => !['accepted', 'unknown'].includes(s)).slice(0, 5)));
  console.log(`  ${many} texts, ${kills} kills: ${of('accepted').length} accepted, ${unknown.length} unknown, ${centre.taken.size} taken by the peer`);
});
