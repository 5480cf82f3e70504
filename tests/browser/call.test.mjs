// One complete call, as a telecaller makes it: find, click, talk, hold, hang up, write, play.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { labCall, talkative } from '../lib/borrowers.mjs';
import { Client } from '../lib/client.mjs';
import { Desk } from '../lib/desk.mjs';
import { sleep, until, Zenix } from '../lib/server.mjs';
import { readWav, toneShare } from '../lib/tone.mjs';

let zenix;
let desk;
let api;

before(async () => {
  zenix = await Zenix.start();
  desk = await Desk.open(zenix);
  api = await Client.signIn(zenix, 'supervisor');
});
after(async () => {
  await desk?.close();
  const left = await zenix?.stop();
  assert.deepEqual(left, [], 'Ctrl-C leaves no process behind');
});

const heard = async (phone, hz) => {
  const call = await labCall(zenix, phone);
  return call?.heard?.heard_tones.some((tone) => Math.abs(tone.hz - hz) < 25);
};
let one;

test('a click calls the borrower, and both hear each other, by tone', async () => {
  one = await talkative(zenix, '01');
  await desk.find('set-ready').click();
  await until('ready', async () => (await desk.state()) === 'ready');
  await desk.findBorrower(one.phone.slice(-10));
  await desk.find(`customer-row-${one.id}`).click();
  await desk.find(`call-number-${one.phone.slice(1)}`).click();
  await desk.inCallState('talking');
  assert.ok((await desk.hears(1000)) > 0.5, 'the telecaller hears the borrower');
  await until('the borrower hears the telecaller', () => heard(one.phone, 600));
});

test('hold gives the borrower music and silence to the telecaller, resume brings both back', async () => {
  await desk.find('verb-hold').click();
  await desk.inCallState('held');
  await until('nothing of the borrower while held', async () => (await desk.hears(1000, 600)) < 0.1);
  await until('music', async () => (await labCall(zenix, one.phone)).heard.music, { within: 20_000 });
  await desk.find('verb-hold').click();
  await desk.inCallState('talking');
  await until('the borrower is back', async () => (await desk.hears(1000, 600)) > 0.5);
});

test('keypad tones reach the borrower', async () => {
  await desk.find('verb-keypad').click();
  for (const digit of ['4', '2']) await desk.find(`dtmf-${digit}`).click();
  await until('tones', async () => (await labCall(zenix, one.phone)).dtmf.map((key) => key.digit).join('') === '42');
  await desk.page.keyboard.press('Escape');
});

test('a reload gives the conversation back without a second ring', async () => {
  const before = (await api.ok('GET', '/api/v1/calls?live=true')).items[0];
  const ringing = before.legs.filter((leg) => leg.role === 'borrower').length;
  await desk.page.reload();
  await desk.phoneReady();
  await desk.inCallState('talking');
  await until('audio is back', async () => (await desk.hears(1000, 600)) > 0.5);
  const now = (await api.ok('GET', '/api/v1/calls?live=true')).items[0];
  assert.equal(now.id, before.id);
  assert.equal(now.legs.filter((leg) => leg.role === 'borrower').length, ringing);
});

test('a pause of the recording is listed as a gap', async () => {
  await desk.find('verb-pause-recording').click();
  await sleep(1500);
  await desk.find('verb-pause-recording').click();
  await sleep(1500);
});

test('hanging up opens wrap-up; a promise is written and the telecaller is ready again', async () => {
  await desk.find('verb-hang-up').click();
  await desk.find('wrap-up').waitFor();
  await until('wrap-up', async () => (await desk.state()) === 'wrap_up');
  await desk.find('disposition-promise_to_pay').click();
  await desk.find('promise-amount').fill('500');
  const due = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  await desk.find('promise-date').fill(due);
  await desk.find('outcome-notes').fill('Pays on salary day.');
  await desk.find('outcome-save').click();
  await until('ready', async () => (await desk.state()) === 'ready');
});

let row;
test('the call log has one whole row', async () => {
  row = JSON.parse(
    zenix.sql(`select to_jsonb(c) - 'call' from call_logs c where phone_number = '${one.phone}'`),
  );
  assert.equal(row.customer_id, one.id);
  assert.equal(row.call_direction, 'outbound');
  assert.equal(row.call_status, 'answered');
  assert.equal(row.disposition, 'promise_to_pay');
  assert.equal(row.ended_by, 'telecaller');
  assert.ok(row.call_duration >= 3 && row.talk_ms > 1000 && row.hold_ms > 500 && row.ring_ms > 500);
  assert.ok(row.sim_iccid && row.gateway && row.route_explanation && row.gate_decision_id);
  assert.ok(row.borrower_quality.mos > 3 && row.telecaller_quality.mos > 3);
  assert.equal(zenix.sql(`select count(*) from promises where customer_id = ${one.id}`), '1');
});

test('the recording plays: telecaller left, borrower right, sealed at rest, seekable', async () => {
  const call = await until('saved', async () => {
    const found = await api.ok('GET', `/api/v1/calls/${row.id}`);
    return found.recording?.state === 'saved' && found;
  });
  assert.equal(call.recording.gaps.length, 1);
  const { status, body } = await api.call('GET', `/api/v1/calls/${row.id}/recording`);
  assert.equal(status, 200);
  const { rate, left, right } = readWav(body);
  assert.ok(toneShare(left, 600, rate) > 0.5, 'the telecaller is left');
  assert.ok(toneShare(right, 1000, rate) > 0.8, 'the borrower is right');
  assert.ok(toneShare(right, 600, rate) < 0.2, 'and not the other way round');
  const gap = call.recording.gaps[0];
  const within = right.slice(((gap.from_ms + 400) * rate) / 1000, ((gap.to_ms - 400) * rate) / 1000);
  assert.ok(toneShare(within, 1000, rate) < 0.1, 'the pause is silent');
  const part = await api.call('GET', `/api/v1/calls/${row.id}/recording`, undefined, { range: 'bytes=100-299' });
  assert.equal(part.status, 206);
  assert.deepEqual(Buffer.from(part.body), Buffer.from(body.slice(100, 300)));
  const listened = () => Number(zenix.sql("select count(*) from audit_log where action = 'recording.listen'"));
  const before = listened();
  await desk.page.evaluate(() => new Promise((done) => requestIdleCallback(done)));
  assert.equal(listened(), before, 'a call that is only looked at is not listened to');
  await desk.find('recording-play').first().click();
  await until('the page plays', () =>
    desk.page.evaluate(() => [...document.querySelectorAll('audio')].some((a) => a.currentTime > 0.2)), { within: 8000 });
});

test('no page error was thrown on the way', () => assert.deepEqual(desk.errors, []));
