// A GSM box from the wizard to its ports on the screen, live: against a Dinstar box of the lab, with its faults.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { makeBox, setPort } from '../lib/boxes.mjs';
import { Client } from '../lib/client.mjs';
import { Looker, startBrowser } from '../lib/looker.mjs';
import { until, Zenix } from '../lib/server.mjs';

let zenix;
let browser;
let at;
let page;
let box;

before(async () => {
  zenix = await Zenix.shared();
  browser = await startBrowser();
  box = await makeBox(zenix, 'box2', { password: 'right one' });
  at = await Looker.open(browser, zenix, 'admin');
  ({ page } = at);
  await at.visit('/routing/fleet');
});
after(async () => {
  await browser?.close();
  assert.deepEqual(await zenix?.stop(), [], 'no process is left behind');
});

const panel = () => page.getByTestId('box-gsm-two');
const tile = (port) => panel().getByTestId(`port-${port}`);
const says = (port, word) => until(`port ${port} shows ${word}`, async () => (await tile(port).getAttribute('data-word')) === word);
const finding = (step) => page.getByTestId('findings').locator(`[data-step="${step}"]`);
const press = (name) => page.getByRole('button', { name, exact: true }).click();

test('the wizard says what is wrong, then saves and writes the voice settings', async () => {
  await press('Add a box');
  await page.getByRole('combobox', { name: 'Trunk for its calls' }).click();
  await page.getByRole('option', { name: 'Make a new trunk' }).click();
  await page.getByLabel('Name', { exact: true }).fill('gsm-two');
  await page.getByLabel('SIP address').fill(box.sip_host);
  await page.getByLabel('SIP port').fill(String(box.sip_port));
  await press('Next');

  await page.getByTestId('box-url').fill(box.url);
  await page.getByTestId('box-username').fill(box.username);
  await page.getByTestId('box-password').fill('wrong one');
  await press('Check the box');
  await finding('login').waitFor();
  assert.equal(await finding('address').getAttribute('data-ok'), 'true');
  assert.equal(await finding('login').getAttribute('data-ok'), 'false');
  assert.match(await finding('login').textContent(), /To do: Enter the user and password/);
  assert.equal(await page.getByRole('button', { name: 'Save the box' }).count(), 0);

  await page.getByTestId('box-password').fill(box.password);
  assert.equal(await page.getByTestId('findings').count(), 0, 'what was found does not stand for what is typed now');
  await press('Check the box');
  await finding('ports').waitFor();
  assert.match(await finding('ports').textContent(), /8 ports/);
  await press('Save the box');
  await press('Write the settings');
  await finding('check').waitFor();
  assert.equal(await page.getByTestId('findings').getAttribute('data-ok'), 'true');
  await press('Done');
});

test('its eight ports come up by themselves', async () => {
  for (let port = 0; port < 8; port += 1) await says(port, 'port_state.registered');
  assert.equal(await panel().getAttribute('data-state'), 'up');
});

test('changed to be asked each second, it keeps its password', async () => {
  await panel().getByRole('button', { name: 'Change' }).click();
  await page.getByLabel('Asked every, seconds').fill('1');
  await press('Save box');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const admin = await Client.signIn(zenix, 'admin');
  const kept = (await admin.ok('GET', '/api/v1/gateways')).items.find(({ name }) => name === 'gsm-two');
  assert.equal(kept.poll_interval_ms, 1000);
  await panel().getByRole('button', { name: 'Check' }).click();
  await finding('sip').waitFor();
  assert.equal(await finding('login').getAttribute('data-ok'), 'true');
  await page.keyboard.press('Escape');
});

test('a port that loses its SIM or its network says why it is out, and comes back', async () => {
  await setPort(zenix, box.id, 2, { fault: 'no_sim' });
  await setPort(zenix, box.id, 5, { fault: 'unregistered' });
  await says(2, 'port_state.no_sim');
  await says(5, 'port_state.unregistered');
  assert.match(await tile(5).textContent(), /not registered \(the box says /);
  await page.getByText('Out of service').click();
  await until('only those two', async () => (await panel().getByRole('listitem').count()) === 2);
  await tile(5).click();
  assert.match(await page.getByTestId('port-facts').locator('[data-fact=why_out]').textContent(), /not registered/);
  await page.keyboard.press('Escape');
  await page.getByText('All ports').click();

  await setPort(zenix, box.id, 2, { fault: 'none' });
  await setPort(zenix, box.id, 5, { fault: 'none' });
  await says(2, 'port_state.registered');
  await says(5, 'port_state.registered');
});

test('a box that is switched off is down with its reason, and comes back', async () => {
  await zenix.lab('PUT', `/lab/v1/gateways/${box.id}/wire`, { dead: true });
  await until('down', async () => (await panel().getAttribute('data-state')) === 'down', { within: 30_000 });
  assert.match(await panel().textContent(), /refused|timeout|unreachable|connect/i);
  await zenix.lab('PUT', `/lab/v1/gateways/${box.id}/wire`, {});
  await until('up again', async () => (await panel().getAttribute('data-state')) === 'up', { within: 60_000 });
});

test('a supervisor sees and checks it and changes nothing', async () => {
  const other = await Looker.open(browser, zenix, 'supervisor');
  await other.visit('/routing/fleet');
  await other.page.getByTestId('box-gsm-two').waitFor();
  assert.equal(await other.page.getByRole('button', { name: 'Check' }).count() > 0, true);
  assert.equal(await other.page.getByRole('button', { name: /Add a box|Change/ }).count(), 0);
  await other.close();
});

test('removed with a second word, it is gone', async () => {
  await panel().getByRole('button', { name: 'Change' }).click();
  await press('Remove');
  await page.getByRole('dialog', { name: /Remove the box/ }).getByRole('button', { name: 'Remove' }).click();
  await panel().waitFor({ state: 'detached' });
  assert.deepEqual(at.faults, []);
});
