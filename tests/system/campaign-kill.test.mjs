// A server killed in the middle of a predictive campaign: no lead is dialled twice, nobody is left in
// silence, and the ledger knows every answer. ZENIX_CAMPAIGN_BOTS=20 ZENIX_CAMPAIGN_LEADS=500 is the large run.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Bot, importLeads, leads, lines } from '../lib/campaign.mjs';
import { Client } from '../lib/client.mjs';
import { Phone } from '../lib/phone.mjs';
import { until } from '../lib/server.mjs';
import { newUser, suite } from '../lib/suite.mjs';

const size = Number(process.env.ZENIX_CAMPAIGN_BOTS ?? 4);
const people = Number(process.env.ZENIX_CAMPAIGN_LEADS ?? 48);
const generous = { within: 300_000 + people * 3000, every: 500 };
const bots = [];
let admin;
let supervisor;

const it = suite(async () => {
  admin = await Client.signIn(it.zenix, 'admin');
  supervisor = await newUser(it.zenix, admin, 'supervisor');
  await lines(admin);
  for (let i = 0; i < size; i += 1) bots.push(await Bot.hire(it.zenix, admin));
  for (const bot of bots) await bot.sit();
  return async () => {
    for (const bot of bots) await bot.stop();
    for (const bot of bots) await bot.phone?.close();
  };
}, { own: true });

const outcomes = ['busy', 'no_answer', 'switched_off', 'unallocated', 'congestion', 'rejected', 'failed', 'abandoned', 'cut_off', 'hung_up', 'answered'];

test('killed in the middle, a campaign goes on as if nothing had been', { timeout: generous.within * 2 }, async (t) => {
  const campaign = await supervisor.ok('POST', '/api/v1/campaigns', {
    name: 'Killed', method: 'predictive', team: bots.map((bot) => ({ user_id: bot.client.id })), ring_timeout_s: 15, max_lines: 40,
    retry_rules: outcomes.map((outcome) => ({ outcome, action: 'done' })),
  });
  await importLeads(supervisor, campaign, leads(people, ['10', '82', '31', '52', '91', '64', '87', '73']));
  await supervisor.ok('POST', `/api/v1/campaigns/${campaign.id}/start`);
  for (const bot of bots) {
    await bot.join(campaign);
    bot.work({ talkMs: 1500 });
  }
  const get = () => supervisor.ok('GET', `/api/v1/campaigns/${campaign.id}`);
  const live = () => supervisor.ok('GET', `/api/v1/campaigns/${campaign.id}/live`);
  const rows = (where = 'true') => Number(it.zenix.sql(`select count(*) from call_logs where campaign_id = ${campaign.id} and ${where}`));

  await until('it is in full swing', async () => {
    const now = await live();
    return rows() >= people / 4 && now.calls.some((call) => call.answered_at === null) && now.calls.some((call) => call.state === 'talking');
  }, { ...generous, every: 100 });
  const before = await live();
  await it.zenix.kill();
  await it.zenix.run();
  for (const bot of bots) bot.phone = await Phone.open(bot.client);

  const done = await until('every lead is done', async () => {
    const one = await get();
    return one.counts.done + one.counts.exhausted === one.counts.total && one;
  }, generous);
  await until('no call is left', async () => (await live()).calls.length === 0, generous);
  assert.equal(done.counts.total, people);
  const twice = it.zenix.sql(`select lead_id, count(*) from call_logs where campaign_id = ${campaign.id} group by 1 having count(*) > 1`);
  assert.equal(twice, '', 'no lead was dialled twice');
  assert.equal(rows(), people, 'every lead was dialled');
  for (const call of before.calls) assert.equal(rows(`id = '${call.id}'`), 1, `the call ${call.state} at the kill has its row`);
  const alone = rows("answered_at is not null and telecaller_id is null and not abandoned and ended_by <> 'borrower' and end_reason <> 'the telephone server stopped'");
  assert.equal(alone, 0, 'whoever answered got a telecaller or the message');
  const budget = (await live()).pacing.budget['24h'];
  assert.deepEqual([budget.answered, budget.abandoned], [rows('answered_at is not null'), rows('abandoned')], 'the ledger is the call log');
  const atTheKill = before.calls.filter((call) => call.answered_at === null || call.state === 'waiting').length;
  // Besides these: attempts begun between our look and the kill, and phones that are slow on a machine under load.
  assert.ok(budget.abandoned <= atTheKill + size + Math.ceil(budget.answered * 0.05), `${budget.abandoned} abandoned, ${atTheKill} were in flight at the kill`);
  // For whoever reads the report: from the borrower's answer to that of the telecaller's phone, which is joined at once, by the clock of zenix.
  const joined = it.zenix.sql(`select string_agg(((t->>'answered_at')::bigint - round(extract(epoch from c.answered_at) * 1000))::text, ',')
    from call_logs c, jsonb_path_query_first(call, '$.legs[*] ? (@.role == "telecaller" && @.answered_at != null)') t
    where campaign_id = ${campaign.id} and c.answered_at is not null`).split(',').map(Number).sort((a, b) => a - b);
  const at = (share) => joined[Math.min(joined.length - 1, Math.floor(joined.length * share))];
  t.diagnostic(`${rows('answered_at is not null')} answered, ${rows('abandoned')} abandoned; answer to joined: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`);
  await supervisor.ok('POST', `/api/v1/campaigns/${campaign.id}/finish`);
});
