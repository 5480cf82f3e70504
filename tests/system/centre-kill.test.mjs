// kill -9 over SMPP: counted at the lab's SMS centre, where a text that came twice would show.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client } from '../lib/client.mjs';
import { until } from '../lib/server.mjs';
import { suite } from '../lib/suite.mjs';
import { killWhile, postText } from '../lib/texts.mjs';

const many = 240;
const kills = 4;

let admin;
const it = suite(async () => {
  admin = await Client.signIn(it.zenix, 'admin');
}, { own: true });

const account = async () => (await admin.ok('GET', '/api/v1/smsc-accounts')).items.find((one) => one.name === 'lab-centre');

test('nothing is lost and nothing doubled at the SMS centre when the server is killed at any point', { timeout: 600_000 }, async () => {
  const centre = await account();
  await admin.ok('PUT', '/api/v1/message-routes', { items: [{ name: 'centre', via: 'account', account_id: centre.id }] });
  await until('the centre is bound', async () => (await account()).status.state === 'up', { within: 90_000 });
  // It answers slowly and out of order, and receipts come while the server is down too.
  await it.zenix.lab('PUT', '/lab/v1/smsc/faults', { response_min_ms: 5, response_max_ms: 120, receipt_after_ms: 200, receipt_spread_ms: 2000 });
  await it.zenix.lab('DELETE', '/lab/v1/smsc/texts');

  // Their last two digits say "delivered".
  const numbers = Array.from({ length: many }, (_, n) => `+91987${String(10_000 + n).slice(-5)}${String(n % 10).padStart(2, '0')}`);
  const ids = new Map();
  let next = 0;
  const worker = async () => {
    while (next < many) {
      const number = numbers[next];
      next += 1;
      ids.set(number, await postText(admin, { to: number, message: `Message ${number.slice(-6)} - ZENIX Finance` }));
    }
  };
  const posting = Promise.all(Array.from({ length: 10 }, worker));
  await killWhile(it.zenix, { many, kills, count: () => ids.size });
  await posting;
  await until('every message has left the outbox', () => it.zenix.sql(`select count(*) from sms_logs where direction = 'sent' and status in ('queued', 'submitted')`) === '0', { within: 240_000, every: 200 });
  await until('every receipt is here', () => it.zenix.sql(`select count(*) from sms_logs where direction = 'sent' and status = 'accepted'`) === '0', { within: 240_000, every: 200 });

  const { items } = await it.zenix.lab('GET', '/lab/v1/smsc/texts?limit=100000');
  const taken = new Map();
  for (const { to } of items) taken.set(to, (taken.get(to) ?? 0) + 1);
  const rows = it.zenix.sql(`select id || ' ' || status || ' ' || phone_number from sms_logs where direction = 'sent'`).split('\n').map((line) => line.split(' '));
  assert.equal(new Set(ids.values()).size, many);
  assert.equal(rows.length, many, 'each request is one message');
  let unknown = 0;
  for (const [id, status, number] of rows) {
    assert.equal(ids.get(number), id);
    const times = taken.get(number.slice(1)) ?? taken.get(number) ?? 0;
    assert.ok(times <= 1, `${number} came ${times} times`);
    if (status === 'unknown') unknown += 1;
    else assert.deepEqual([status, times], ['delivered', 1], number);
  }
  // What was in the binds' windows when the server died: two binds of twenty.
  assert.ok(unknown <= kills * 80, `${unknown} are unknown`);
  console.log(`  ${many} texts, ${kills} kills: ${many - unknown} delivered, ${unknown} unknown, ${items.length} at the centre`);
});
