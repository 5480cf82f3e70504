// A campaign through Asterisk and the lab: telecallers who only wait, borrowers who answer or do not.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Bot, importLeads, leads, lines } from '../lib/campaign.mjs';
import { Client } from '../lib/client.mjs';
import { until } from '../lib/server.mjs';
import { newUser, suite } from '../lib/suite.mjs';

let admin;
let supervisor;
let off;
const size = Number(process.env.ZENIX_CAMPAIGN_BOTS ?? 4);
const bots = [];
// On a machine under load a phone may be slow and a call abandoned for it: that ends a lead too.
const everythingIsDone = ['busy', 'no_answer', 'failed', 'congestion', 'abandoned', 'cut_off', 'answered', 'hung_up'].map((outcome) => ({ outcome, action: 'done' }));
const generous = { within: 240_000, every: 500 };

const it = suite(async () => {
  admin = await Client.signIn(it.zenix, 'admin');
  supervisor = await newUser(it.zenix, admin, 'supervisor');
  off = await lines(admin);
  for (let i = 0; i < size; i += 1) bots.push(await Bot.hire(it.zenix, admin));
  return async () => {
    for (const bot of bots) await bot.stop();
    for (const bot of bots) await bot.phone?.close();
    await off();
  };
}, { own: true });

const make = (wish) => supervisor.ok('POST', '/api/v1/campaigns', { name: 'Test', team: bots.map((bot) => ({ user_id: bot.client.id })), ...wish });
const get = (campaign) => supervisor.ok('GET', `/api/v1/campaigns/${campaign.id}`);
const go = (campaign, where) => supervisor.ok('POST', `/api/v1/campaigns/${campaign.id}/${where}`);
const rows = (campaign, what = 'count(*)', where = 'true') => it.zenix.sql(`select ${what} from call_logs where campaign_id = ${campaign.id} and ${where}`);

test('a campaign without a team, without leads, or of somebody else is not started', async () => {
  const draft = await make({ method: 'progressive', team: [] });
  const start = (c) => supervisor.call('POST', `/api/v1/campaigns/${c.id}/start`);
  assert.equal((await start(draft)).body.code, 'no_team');
  const empty = await make({ method: 'progressive' });
  assert.equal((await start(empty)).body.code, 'no_leads');
  const caller = bots[0].client;
  assert.equal((await caller.call('PUT', '/api/v1/my-campaign', { campaign_id: empty.id })).body.code, 'campaign_not_running');
  assert.equal((await caller.call('POST', '/api/v1/my-campaign/dial', {})).body.code, 'no_campaign');
  for (const one of [draft, empty]) await supervisor.ok('DELETE', `/api/v1/campaigns/${one.id}`);
});

test('a file of leads: rubbish and doubles by their line, nothing half taken', async () => {
  const draft = await make({ method: 'progressive' });
  const path = `/api/v1/campaigns/${draft.id}/leads`;
  const csv = 'phone,name\n+919812300110,A\nrubbish,B\n+919812300110,C\n';
  const as = { 'content-type': 'text/csv' };
  const looked = await supervisor.ok('POST', path, csv, as);
  assert.deepEqual([looked.dry_run, looked.rows, looked.bad_rows, looked.errors.map((one) => one.row)], [true, 3, 2, [3, 4]]);
  assert.equal((await supervisor.call('POST', `${path}?dry_run=false`, csv, as)).body.code, 'bad_rows');
  assert.equal((await get(draft)).counts.total, 0);
  assert.equal((await supervisor.ok('POST', `${path}?dry_run=false&skip_bad_rows=true`, csv, as)).added, 1);
  const again = await supervisor.ok('POST', path, csv, as);
  assert.equal(again.bad_rows, 3, 'who is a lead already is a bad row');
  const check = await supervisor.ok('POST', `/api/v1/campaigns/${draft.id}/check`);
  assert.deepEqual([check.total, check.looked_at, check.allowed + check.blocked], [1, 1, 1]);
  await supervisor.ok('DELETE', `/api/v1/campaigns/${draft.id}`);
});

test('progressive: borrowers who answer are joined with telecallers who only wait', { timeout: 400_000 }, async () => {
  for (const bot of bots) await bot.sit();
  const campaign = await make({ method: 'progressive', retry_rules: everythingIsDone });
  await importLeads(supervisor, campaign, leads(size * 3, ['10', '11', '81']));
  await go(campaign, 'start');
  for (const bot of bots) {
    await bot.join(campaign);
    bot.work();
  }
  const done = await until('every lead is done', async () => {
    const one = await get(campaign);
    return one.counts.done + one.counts.exhausted === one.counts.total && one;
  }, generous);
  assert.equal(done.counts.total, size * 3);
  assert.equal(done.counts.dialled, size * 3);
  assert.ok(done.counts.connected >= 1, JSON.stringify(done.counts));
  assert.equal(rows(campaign), String(size * 3), 'each lead was dialled once');
  assert.equal(rows(campaign, 'count(*)', "answered_at is not null and telecaller_id is null and not abandoned"), '0', 'nobody was left alone');
  const live = await supervisor.ok('GET', `/api/v1/campaigns/${campaign.id}/live`);
  assert.equal(live.pacing.budget['24h'].answered, Number(rows(campaign, 'count(*)', 'answered_at is not null')));
  await go(campaign, 'finish');
  await until('everybody has left', async () => (await get(campaign)).team.every((one) => !one.joined), generous);
});

test('nobody free at the answer: the message, a hang-up, and the ledger knows', { timeout: 400_000 }, async () => {
  const campaign = await make({ method: 'progressive', ring_timeout_s: 60, retry_rules: [{ outcome: 'abandoned', action: 'retry', wait_min: 600, limit: 3 }] });
  const csv = leads(1, ['12']);
  const number = csv.split('\n')[1].split(',')[0];
  await it.zenix.lab('PUT', `/lab/v1/borrowers/${encodeURIComponent(number)}`, { behaviour: 'answer', answer_after_ms: 20_000 });
  await importLeads(supervisor, campaign, csv);
  const [first, ...others] = bots;
  for (const bot of others) await bot.client.ok('PUT', '/api/v1/agents/me/state', { state: 'paused', reason: 'break' });
  await first.stop();
  await first.client.ok('PUT', '/api/v1/agents/me/state', { state: 'ready' });
  await until('they are free', async () => (await first.client.ok('GET', '/api/v1/agents/me')).state === 'ready', generous);
  await go(campaign, 'start');
  await first.join(campaign);
  await until('it is dialled', async () => (await supervisor.ok('GET', `/api/v1/campaigns/${campaign.id}/live`)).calls.length === 1, generous);
  await first.client.ok('PUT', '/api/v1/agents/me/state', { state: 'paused', reason: 'break' });
  const call = await until('the call is over', () => rows(campaign, "call->>'abandoned'") === 'true' &&
    JSON.parse(rows(campaign, 'json_build_object($$ended$$, end_reason, $$by$$, ended_by, $$said$$, extract(epoch from ended_at - answered_at))')), generous);
  assert.deepEqual([call.ended, call.by], ['no telecaller was free', 'system']);
  assert.ok(call.said > 5, `the message was heard: ${call.said} s`);
  const lead = await until('the lead waits', async () => {
    const { items } = await supervisor.ok('GET', `/api/v1/campaigns/${campaign.id}/leads`);
    return items[0].state === 'later' && items[0];
  }, generous);
  assert.equal(lead.last_outcome, 'abandoned');
  assert.ok(Date.parse(lead.guaranteed_until) > Date.now() + 71 * 3_600_000);
  const live = await supervisor.ok('GET', `/api/v1/campaigns/${campaign.id}/live`);
  assert.deepEqual([live.pacing.budget['30d'].answered, live.pacing.budget['30d'].abandoned], [1, 1]);

  // Dialled again it has a telecaller held for it from the beginning.
  await supervisor.ok('PATCH', `/api/v1/campaigns/${campaign.id}/leads/${lead.id}`, { state: 'callable' });
  await it.zenix.lab('PUT', `/lab/v1/borrowers/${encodeURIComponent(number)}`, { behaviour: 'answer', answer_after_ms: 10_000 });
  await first.client.ok('PUT', '/api/v1/agents/me/state', { state: 'ready' });
  await until('they are held before anybody answers', async () => {
    const { items } = await supervisor.ok('GET', '/api/v1/calls?live=true');
    return items.some((one) => one.campaign_id === campaign.id && one.telecaller?.id === first.client.id && one.answered_at === null);
  }, generous);
  await until('they talk', async () => (await first.client.ok('GET', '/api/v1/agents/me')).state === 'talking', generous);
  const id = (await first.client.ok('GET', '/api/v1/agents/me')).call_id;
  await first.client.ok('POST', `/api/v1/calls/${id}/hangup`);
  await until('wrap-up', async () => (await first.client.ok('GET', '/api/v1/agents/me')).state === 'wrap_up', generous);
  await first.client.ok('PUT', `/api/v1/calls/${id}/outcome`, { disposition: 'hung_up', next_state: 'ready' });
  await go(campaign, 'finish');
});

test('a borrower who hears the message and presses 9 is never called again', { timeout: 400_000 }, async () => {
  const campaign = await make({ method: 'progressive', ring_timeout_s: 60, retry_rules: [{ outcome: 'abandoned', action: 'retry', wait_min: 600, limit: 3 }] });
  const csv = leads(1, ['14']);
  const number = csv.split('\n')[1].split(',')[0];
  await it.zenix.lab('PUT', `/lab/v1/borrowers/${encodeURIComponent(number)}`, { behaviour: 'answer', answer_after_ms: 20_000 });
  await importLeads(supervisor, campaign, csv);
  const me = bots[0].client;
  await until('they are free', async () => {
    const { state } = await me.ok('GET', '/api/v1/agents/me');
    return state === 'ready' && (await me.ok('GET', '/api/v1/my-campaign')).campaign === null;
  }, generous);
  await go(campaign, 'start');
  await bots[0].join(campaign);
  const attempt = await until('it is dialled', async () => (await it.zenix.lab('GET', '/lab/v1/calls')).items.find((one) => one.borrower === number), generous);
  await me.ok('PUT', '/api/v1/agents/me/state', { state: 'paused', reason: 'break' });
  const said = async () => (await supervisor.ok('GET', '/api/v1/calls?live=true')).items.some((one) => one.campaign_id === campaign.id && one.abandoned);
  await until('the message runs', said, { ...generous, every: 100 });
  await it.zenix.lab('POST', `/lab/v1/calls/${attempt.id}/dtmf`, { digits: '9' });
  await until('the number is listed', () => it.zenix.sql(`select reason from do_not_call where phone_number = '${number}'`).startsWith('Pressed 9'), generous);
  await until('the call is over', () => rows(campaign) === '1', generous);
  await me.ok('PUT', '/api/v1/agents/me/state', { state: 'ready' });
  const { items } = await until('the lead waits', async () => {
    const list = await supervisor.ok('GET', `/api/v1/campaigns/${campaign.id}/leads`);
    return list.items[0].state === 'later' && list;
  }, generous);
  await supervisor.ok('PATCH', `/api/v1/campaigns/${campaign.id}/leads/${items[0].id}`, { state: 'callable' });
  const blocked = await until('the gate blocks it', async () => {
    const lead = await supervisor.ok('GET', `/api/v1/campaigns/${campaign.id}/leads/${items[0].id}`);
    return lead.state === 'blocked' && lead;
  }, generous);
  assert.equal(blocked.next_at, null, 'for good');
  assert.equal(rows(campaign), '1');
  await go(campaign, 'finish');
});

test('preview: a lead is shown, skipped or dialled, with its script', { timeout: 400_000 }, async () => {
  const campaign = await make({
    method: 'preview', script: [{ language: 'en', text: 'Good day {{name}} of {{city}}, this is {{telecaller}}.' }], dispositions: ['hung_up'],
  });
  await importLeads(supervisor, campaign, leads(2, ['13']));
  await go(campaign, 'start');
  const me = bots[0].client;
  await until('they have left the last one', async () => (await me.ok('GET', '/api/v1/my-campaign')).campaign === null, generous);
  await me.ok('PUT', '/api/v1/my-campaign', { campaign_id: campaign.id });
  const shown = await until('a lead is shown', async () => {
    const mine = await me.ok('GET', '/api/v1/my-campaign');
    return mine.lead && mine;
  }, generous);
  assert.equal(shown.script, `Good day ${shown.lead.name} of Pune, this is Test telecaller.`);
  assert.deepEqual(shown.dispositions, ['hung_up']);
  await me.ok('POST', '/api/v1/my-campaign/skip', { reason: 'Too early', again_in_min: 30 });
  const second = await until('the next is shown', async () => {
    const { lead } = await me.ok('GET', '/api/v1/my-campaign');
    return lead && lead.id !== shown.lead.id && lead;
  }, generous);
  const call = await me.ok('POST', '/api/v1/my-campaign/dial', {});
  assert.deepEqual([call.campaign_id, call.lead_id, call.phone_number], [campaign.id, second.id, second.phone_number]);
  await until('they talk', async () => (await me.ok('GET', '/api/v1/agents/me')).state === 'talking', generous);
  await me.ok('POST', `/api/v1/calls/${call.id}/hangup`);
  await until('wrap-up', async () => (await me.ok('GET', '/api/v1/agents/me')).state === 'wrap_up', generous);
  assert.equal((await me.ok('GET', '/api/v1/my-campaign')).lead.id, second.id, 'the lead stays until its outcome is written');
  await me.ok('PUT', `/api/v1/calls/${call.id}/outcome`, { disposition: 'hung_up', next_state: 'ready' });
  const after = await until('the lead has its outcome', async () => {
    const one = await supervisor.ok('GET', `/api/v1/campaigns/${campaign.id}/leads/${second.id}`);
    return one.last_outcome === 'hung_up' && one;
  }, generous);
  assert.equal(after.state, 'later', 'the disposition says when again');
  const skipped = await supervisor.ok('GET', `/api/v1/campaigns/${campaign.id}/leads/${shown.lead.id}`);
  assert.deepEqual([skipped.state, skipped.reason], ['later', 'Too early']);
  await go(campaign, 'finish');
});

test('limits are changed while it runs, and the audit log has it', async () => {
  const campaign = await make({ method: 'predictive' });
  await supervisor.ok('PATCH', `/api/v1/campaigns/${campaign.id}/limits`, { max_ratio_pct: 150 });
  assert.equal((await get(campaign)).max_ratio_pct, 150);
  const { items } = await admin.ok('GET', '/api/v1/audit?limit=50');
  const entry = items.find((one) => one.action === 'campaign.limits');
  assert.deepEqual(entry.details, { max_ratio_pct: { from: 300, to: 150 } });
  await supervisor.ok('DELETE', `/api/v1/campaigns/${campaign.id}`);
});
