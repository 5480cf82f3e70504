// What breaks in a call, and what must not: issue by issue, on the running whole.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { labCall, talkative } from '../lib/borrowers.mjs';
import { Client } from '../lib/client.mjs';
import { Desk } from '../lib/desk.mjs';
import { sleep, until, Zenix } from '../lib/server.mjs';

let zenix;
let desk;

before(async () => {
  zenix = await Zenix.start();
  desk = await Desk.open(zenix);
  await desk.find('set-ready').click();
});
after(async () => {
  await desk?.close();
  await zenix?.stop();
});

async function talk(digits) {
  const one = await talkative(zenix, digits);
  await desk.findBorrower(one.phone.slice(-10));
  await desk.find(`customer-row-${one.id}`).click();
  await desk.find(`call-number-${one.phone.slice(1)}`).click();
  await desk.inCallState('talking');
  await until('audio', async () => (await desk.hears(1000, 600)) > 0.5);
  return one;
}

async function writeUp() {
  await until('wrap-up', async () => ['wrap_up', 'paused'].includes(await desk.state()), { within: 20_000 });
  await desk.find('disposition-refuses').click();
  await desk.find('outcome-notes').fill('Will not pay.');
  await desk.find('outcome-save').click();
  await until('ready', async () => (await desk.state()) === 'ready', { within: 20_000 });
}

const rows = (phone) => JSON.parse(zenix.sql(`select coalesce(jsonb_agg(to_jsonb(c) - 'call'), '[]') from call_logs c where phone_number = '${phone}'`));

test('kill -9 of zenix: both parties keep talking, zenix adopts the call and logs it whole', async () => {
  const one = await talk('02');
  await zenix.kill();
  assert.ok((await desk.hears(1000)) > 0.5, 'the telecaller hears the borrower with no zenix there');
  const asterisk = zenix.asteriskPid();
  await zenix.run();
  assert.equal(zenix.asteriskPid(), asterisk, 'the private Asterisk was adopted, not started anew');
  await desk.phoneReady();
  await desk.inCallState('talking');
  assert.ok((await desk.hears(1000)) > 0.5, 'and after');
  await sleep(1000);
  await desk.find('verb-hang-up').click();
  await until('the borrower is released', async () => (await labCall(zenix, one.phone)).state === 'ended');
  await writeUp();
  const [row, ...more] = rows(one.phone);
  assert.equal(more.length, 0);
  assert.equal(row.call_status, 'answered');
  assert.ok(row.call_duration >= 3);
  assert.equal(row.recording_state, 'saved');
  assert.ok(row.recording_ms > 2500, `${row.recording_ms} ms recorded`);
});

test('a page loaded anew while zenix was away gets its conversation back, without a ring', async () => {
  const one = await talk('06');
  const { id } = (await (await Client.signIn(zenix, 'telecaller')).ok('GET', '/api/v1/calls?live=true')).items[0];
  await zenix.kill();
  await desk.page.goto('about:blank');
  await zenix.run();
  await desk.page.goto(`${zenix.url}/`);
  await desk.phoneReady();
  await desk.inCallState('talking');
  await until('both hear each other again', async () => (await desk.hears(1000, 600)) > 0.5, { within: 20_000 });
  await sleep(1000);
  const api = await Client.signIn(zenix, 'telecaller');
  const call = await api.ok('GET', `/api/v1/calls/${id}`);
  assert.equal(call.legs.filter((leg) => leg.role === 'borrower').length, 1, 'the borrower was never rung again');
  assert.deepEqual(call.legs.filter((leg) => leg.role === 'telecaller').map((leg) => leg.state), ['ended', 'up']);
  await desk.find('verb-hang-up').click();
  await until('the borrower is released', async () => (await labCall(zenix, one.phone)).state === 'ended');
  await writeUp();
  assert.equal(rows(one.phone).length, 1);
});

test('PostgreSQL stopped: the call goes on, new ones are refused, nothing is lost', async () => {
  const one = await talk('03');
  const postmaster = zenix.postmasterPid();
  process.kill(postmaster, 'SIGSTOP');
  const session = await desk.page.evaluate(() => document.title);
  assert.ok(session);
  await sleep(30_000);
  assert.ok((await desk.hears(1000)) > 0.5, 'the call goes on');
  await desk.find('verb-hang-up').click();
  await until('the call ends', async () => (await labCall(zenix, one.phone)).state === 'ended');
  process.kill(postmaster, 'SIGCONT');
  await until('the row is there, once', () => rows(one.phone).length === 1, { within: 30_000 });
  await writeUp();
  const [row] = rows(one.phone);
  assert.equal(row.call_status, 'answered');
  assert.equal(row.disposition, 'refuses');
});

test('Asterisk killed: the call is closed with the reason and phones are back within 10 s', async () => {
  const one = await talk('04');
  process.kill(zenix.asteriskPid(), 'SIGKILL');
  const killed = Date.now();
  await until('the phone is gone', async () => (await desk.find('phone-status').getAttribute('data-state')) !== 'registered', { within: 10_000 });
  await desk.phoneReady(10_000);
  assert.ok(Date.now() - killed < 10_000, 'registered again within 10 s');
  await writeUp();
  const [row] = rows(one.phone);
  assert.equal(row.ended_by, 'system');
  assert.match(row.end_reason, /telephone server/);
  await talk('05');
  await desk.find('verb-hang-up').click();
  await writeUp();
});

test('Asterisk hung: it is killed, started again, and calls can be made', async () => {
  const one = await talk('07');
  const hung = zenix.asteriskPid();
  process.kill(hung, 'SIGSTOP');
  await until('another Asterisk runs', () => ![hung, undefined].includes(zenix.asteriskPid()), { within: 60_000 });
  await desk.phoneReady(20_000);
  await writeUp();
  const [row] = rows(one.phone);
  assert.deepEqual([row.ended_by, row.call_status], ['system', 'answered']);
  await talk('08');
  await desk.find('verb-hang-up').click();
  await writeUp();
});

test('signing out takes the phone along', async () => {
  const api = await Client.signIn(zenix, 'telecaller');
  const phone = await api.ok('GET', '/api/v1/softphone');
  await api.ok('DELETE', '/api/v1/session');
  const answer = await fetch(phone.ws_url.replace('ws', 'http'));
  assert.equal(answer.status >= 400, true);
});
