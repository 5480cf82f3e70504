// Three parties, inbound calls, and what the network says when nobody answers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { borrower, labCall, talkative } from '../lib/borrowers.mjs';
import { Client } from '../lib/client.mjs';
import { Desk } from '../lib/desk.mjs';
import { until, Zenix } from '../lib/server.mjs';

let zenix;
let desk;
let api;
let second;

before(async () => {
  zenix = await Zenix.start();
  desk = await Desk.open(zenix);
  await desk.find('set-ready').click();
  api = await Client.signIn(zenix, 'supervisor');
});
after(async () => {
  await second?.close();
  await desk?.close();
  await zenix?.stop();
});

const live = async () => (await api.ok('GET', '/api/v1/calls?live=true')).items;
const verb = async (path, body = {}) => {
  const [call] = await live();
  return api.ok('POST', `/api/v1/calls/${call.id}/${path}`, body);
};

async function talk(digits, options) {
  const one = await talkative(zenix, digits, options);
  await desk.findBorrower(one.phone.slice(-10));
  await desk.find(`customer-row-${one.id}`).click();
  await desk.find(`call-number-${one.phone.slice(1)}`).click();
  await desk.inCallState('talking');
  return one;
}

async function writeUp() {
  await until('wrap-up', async () => ['wrap_up', 'paused'].includes(await desk.state()), { within: 20_000 });
  await desk.find('disposition-cut_off').or(desk.find('disposition-hung_up')).first().click();
  await desk.find('outcome-save').click();
  await until('ready', async () => (await desk.state()) === 'ready', { within: 20_000 });
}

test('each way of not answering ends in its status, with the network cause kept', async () => {
  const cases = [
    ['81', 'busy', 17],
    ['91', 'switched_off', 20],
    ['94', 'unallocated', 1],
    ['96', 'congestion', 34],
    ['99', 'rejected', 21],
  ];
  for (const [digits, status, cause] of cases) {
    const one = borrower(zenix, digits);
    const before = await desk.state();
    assert.equal(before, 'ready');
    await desk.findBorrower(one.phone.slice(-10));
    await desk.find(`customer-row-${one.id}`).click();
    await desk.find(`call-number-${one.phone.slice(1)}`).click();
    const row = await until(`${status} is logged`, () => {
      const text = zenix.sql(`select to_jsonb(c) - 'call' from call_logs c where phone_number = '${one.phone}'`);
      return text && JSON.parse(text);
    }, { within: 40_000 });
    assert.equal(row.call_status, status, digits);
    assert.equal(row.cause_q850, cause, digits);
    await until('wrap-up', async () => (await desk.state()) === 'wrap_up');
    const id = row.id;
    const mine = await Client.signIn(zenix, 'telecaller');
    await mine.ok('PUT', `/api/v1/calls/${id}/outcome`, { disposition: 'unreachable' });
    await until('ready', async () => (await desk.state()) === 'ready');
  }
});

test('consult: the borrower hears music, the third party talks; three-way joins all; cancel drops the third', async () => {
  const one = await talk('11', { hz: 1000 });
  const other = await talkative(zenix, '12', { hz: 1500, ms: 500 });
  await verb('transfer', { kind: 'consult', to_phone_number: other.phone });
  await desk.inCallState('consulting');
  await until('the third party is heard', async () => (await desk.hears(1500, 700)) > 0.5);
  await until('the borrower is not', async () => (await desk.hears(1000, 700)) < 0.1);
  await until('music', async () => (await labCall(zenix, one.phone)).heard.music, { within: 20_000 });
  await verb('conference');
  await desk.inCallState('conference');
  await until('both are heard', async () => (await desk.hears(1000, 700)) > 0.2 && (await desk.hears(1500, 700)) > 0.2);
  await verb('transfer/cancel');
  await desk.inCallState('talking');
  await until('the borrower alone', async () => (await desk.hears(1000, 700)) > 0.5);
  await until('the third is released', async () => (await labCall(zenix, other.phone)).state === 'ended');
});

test('blind: the telecaller is in wrap-up, borrower and third party hear each other', async () => {
  const one = borrower(zenix, '11');
  const other = await talkative(zenix, '13', { hz: 1800, ms: 500 });
  await verb('transfer', { kind: 'blind', to_phone_number: other.phone });
  await until('wrap-up', async () => (await desk.state()) === 'wrap_up');
  const hears = async (phone, hz) =>
    (await labCall(zenix, phone)).heard?.heard_tones.some((tone) => Math.abs(tone.hz - hz) < 25);
  await until('the borrower hears the third', () => hears(one.phone, 1800));
  await until('the third hears the borrower', () => hears(other.phone, 1000));
  const [call] = await live();
  await api.ok('POST', `/api/v1/calls/${call.id}/hangup`, {});
  await writeUp();
});

test('an inbound call opens the borrower and is answered with a click', async () => {
  const one = borrower(zenix, '21');
  await zenix.lab('POST', '/lab/v1/calls', { from: one.phone, tone_hz: 1200 });
  await until('ringing', async () => (await desk.state()) === 'ringing', { within: 20_000 });
  await until('the page shows who calls', async () =>
    (await desk.find('borrower-name').textContent()).includes(one.name.split(' ')[0]));
  await desk.find('verb-answer').click();
  await desk.inCallState('talking');
  await until('audio', async () => (await desk.hears(1200, 700)) > 0.5);
  await until('both ways', async () =>
    (await labCall(zenix, one.phone)).heard.heard_tones.some((tone) => Math.abs(tone.hz - 600) < 25));
  const call = await labCall(zenix, one.phone);
  await zenix.lab('POST', `/lab/v1/calls/${call.id}/hangup`, { cause: 16 });
  await until('the end', async () => (await desk.state()) === 'wrap_up');
  await writeUp();
  const row = JSON.parse(zenix.sql(`select to_jsonb(c) - 'call' from call_logs c where phone_number = '${one.phone}'`));
  assert.equal(row.call_direction, 'inbound');
  assert.equal(row.call_status, 'answered');
  assert.equal(row.ended_by, 'borrower');
  assert.equal(row.customer_id, one.id);
});

test('a colleague takes a consulted call over and owes its outcome', async () => {
  second = await Desk.open(zenix, 'telecaller_2', { voiceHz: 800 });
  await second.find('set-ready').click();
  await until('the colleague is ready', async () => (await second.state()) === 'ready');
  const one = await talk('14', { hz: 1000 });
  const mine = await Client.signIn(zenix, 'telecaller');
  const { items } = await mine.ok('GET', '/api/v1/colleagues');
  const colleague = items.find((person) => person.display_name === 'Kiran Rao');
  assert.equal(colleague.available, true);
  await verb('transfer', { kind: 'consult', to_user_id: colleague.user_id });
  await until('rings', async () => (await second.state()) === 'ringing', { within: 15_000 });
  await second.find('verb-answer').click();
  await desk.inCallState('consulting');
  await until('they hear each other', async () => (await second.hears(600, 700)) > 0.3);
  await verb('transfer/complete');
  await until('the first is free', async () => (await desk.state()) === 'ready');
  await until('the colleague hears the borrower', async () => (await second.hears(1000, 700)) > 0.5);
  await second.find('verb-hang-up').click();
  await until('the colleague writes up', async () => (await second.state()) === 'wrap_up');
  const row = JSON.parse(await until('row', () =>
    zenix.sql(`select to_jsonb(c) - 'call' from call_logs c where phone_number = '${one.phone}'`)));
  assert.equal(row.telecaller_id, colleague.user_id);
});
