// Opus chosen for the phones: the browser speaks it, and both sides hear each other through the transcoding.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { labCall, talkative } from '../lib/borrowers.mjs';
import { Desk } from '../lib/desk.mjs';
import { until, Zenix } from '../lib/server.mjs';

let zenix;
let desk;

before(async () => {
  zenix = await Zenix.start(['--phone-codecs', 'opus,ulaw,alaw']);
  desk = await Desk.open(zenix);
  // The page's connections, to ask them what they speak.
  await desk.page.addInitScript(() => {
    const Real = window.RTCPeerConnection;
    window.connections = [];
    window.RTCPeerConnection = class extends Real {
      constructor(...args) {
        super(...args);
        window.connections.push(this);
      }
    };
  });
  await desk.page.reload();
  await desk.phoneReady();
});
after(async () => {
  await desk?.close();
  assert.deepEqual(await zenix?.stop(), [], 'no process is left behind');
});

const spoken = () =>
  desk.page.evaluate(async () => {
    const found = new Set();
    for (const connection of window.connections) {
      const stats = await connection.getStats();
      for (const one of stats.values())
        if (['inbound-rtp', 'outbound-rtp'].includes(one.type) && one.codecId) found.add(stats.get(one.codecId).mimeType);
    }
    return [...found];
  });

test('a call in Opus is heard both ways', async () => {
  const one = await talkative(zenix, '09');
  await desk.find('set-ready').click();
  await until('ready', async () => (await desk.state()) === 'ready');
  await desk.findBorrower(one.phone.slice(-10));
  await desk.find(`customer-row-${one.id}`).click();
  await desk.find(`call-number-${one.phone.slice(1)}`).click();
  await desk.inCallState('talking');
  await until('the telecaller hears the borrower', async () => (await desk.hears(1000, 600)) > 0.5);
  await until('the borrower hears the telecaller', async () => {
    const tones = (await labCall(zenix, one.phone))?.heard?.heard_tones ?? [];
    return tones.some((tone) => Math.abs(tone.hz - 600) < 25);
  });
  assert.deepEqual(await spoken(), ['audio/opus']);
  await desk.find('verb-hang-up').click();
});
