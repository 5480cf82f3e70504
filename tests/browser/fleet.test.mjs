// A GSM box from the wizard to its ports on the screen, live: against a Dinstar box of the lab, with its faults.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { makeBox, setMaker, setPower, setPort } from '../lib/boxes.mjs';
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
const openPort = async (port, tab) => {
  await tile(port).click();
  await page.getByRole('dialog').getByRole('tab', { name: tab }).click();
};
const closeDialogs = async () => {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
};

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
  await page.getByTestId('provisioned').locator('[data-step="check"]').waitFor();
  assert.equal(await page.getByTestId('provisioned').getByTestId('findings').getAttribute('data-ok'), 'true');
  // The box answers SIP as soon as ours has asked it once.
  const sip = page.getByTestId('checked').locator('[data-step="sip"]');
  await until('SIP answers', async () => {
    await sip.waitFor();
    if ((await sip.getAttribute('data-ok')) === 'true') return true;
    await press('Check everything');
    return false;
  }, { within: 60_000 });
  await press('Next');
});

test('its last step rings a telephone through the box', async () => {
  await until('a SIM is ready', async () => (await zenix.lab('GET', `/lab/v1/gateways/${box.id}`)).ports.some((port) => port.state === 'registered'));
  const admin = await Client.signIn(zenix, 'admin');
  const ours = async () => (await admin.ok('GET', '/api/v1/gateways')).items.find(({ name }) => name === 'gsm-two');
  await until('it may be called over', async () => (await ours()).ports.some((port) => port.sim && port.why_out === null), { within: 60_000 });
  await page.getByLabel('Telephone to ring').fill('+919812340011');
  await press('Call it');
  await page.getByTestId('findings').waitFor({ timeout: 60_000 });
  assert.equal(await page.getByTestId('findings').getAttribute('data-ok'), 'true', await page.getByTestId('findings').textContent());
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

test('the arrow keys go from port to port, Enter opens one', async () => {
  await tile(0).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  assert.equal(await tile(2).evaluate((one) => one === document.activeElement), true);
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await page.getByTestId('port-facts').waitFor();
  await closeDialogs();
});

test('a port is blocked on the box after a second word, and the audit log has it', async () => {
  await openPort(3, 'Actions');
  await page.getByTestId('port-actions').getByRole('button', { name: 'Block' }).click();
  const asked = page.getByRole('dialog', { name: /Block: gsm-two, port 4/ });
  await asked.getByRole('button', { name: 'Cancel' }).click();
  await asked.waitFor({ state: 'detached' });
  assert.equal((await zenix.lab('GET', `/lab/v1/gateways/${box.id}`)).ports[3].blocked, false, 'nothing was done yet');
  await page.getByTestId('port-actions').getByRole('button', { name: 'Block' }).click();
  await asked.getByRole('button', { name: 'Block' }).click();
  await asked.waitFor({ state: 'detached' });
  await closeDialogs();
  await says(3, 'blocked');
  assert.equal((await zenix.lab('GET', `/lab/v1/gateways/${box.id}`)).ports[3].blocked, true);
  const admin = await Client.signIn(zenix, 'admin');
  const { items } = await admin.ok('GET', '/api/v1/audit');
  assert.ok(items.some(({ action }) => action === 'port.block'), 'the audit log has it');
  await openPort(3, 'Actions');
  await page.getByTestId('port-actions').getByRole('button', { name: 'Unblock' }).click();
  await page.getByRole('dialog', { name: /Unblock/ }).getByRole('button', { name: 'Unblock' }).click();
  await closeDialogs();
  await says(3, 'port_state.registered');
});

test('credit is asked of the network and read by the operator\u2019s pattern', async () => {
  const admin = await Client.signIn(zenix, 'admin');
  const known = (await admin.ok('GET', '/api/v1/operators')).items.map(({ name }) => name.toLowerCase());
  if (!known.includes('airtel')) await admin.ok('POST', '/api/v1/operators', { name: 'Airtel', ussd_code: '*121#', credit_pattern: 'Your balance: Rs.{amount}*' });
  await setPort(zenix, box.id, 0, { credit_paise: 12_345 });
  // The box names no operator: whoever keeps the SIMs says whose they are.
  const { sim } = (await admin.ok('GET', '/api/v1/gateways')).items.find(({ name }) => name === 'gsm-two').ports[0];
  await admin.ok('PUT', `/api/v1/sims/${sim.iccid}`, { enabled: true, operator: 'Airtel', phone_number: sim.phone_number });
  await openPort(0, 'SIM and credit');
  await press('Ask for credit');
  const answer = page.getByTestId('credit-answer');
  await answer.waitFor({ timeout: 60_000 });
  assert.match(await answer.textContent(), /123\.45/);
  assert.equal(await answer.getAttribute('data-understood'), 'true');
  await until('the amount stands', async () => /123\.45/.test(await page.getByTestId('sim-credit').locator('strong').textContent()));
  await closeDialogs();
});

test('what the box says and nobody understands is shown', async () => {
  await setMaker(zenix, box.id, { dialect: { registered_word: 'CAMPED_SOMEHOW' } });
  await panel().getByTestId('unknown-words').waitFor({ timeout: 90_000 });
  await panel().getByTestId('unknown-words').click();
  await page.getByRole('dialog').getByText('CAMPED_SOMEHOW').first().waitFor();
  await closeDialogs();
  await setMaker(zenix, box.id, { dialect: { registered_word: 'REGISTER_OK' } });
  await says(0, 'port_state.registered');
});

test('a box without power is down with its reason, and comes back with its ports', async () => {
  await setPower(zenix, box.id, false);
  await until('down', async () => (await panel().getAttribute('data-state')) === 'down', { within: 30_000 });
  assert.match(await panel().textContent(), /refused|timeout|unreachable|connect/i);
  await setPower(zenix, box.id, true);
  await until('up again', async () => (await panel().getAttribute('data-state')) === 'up', { within: 60_000 });
  for (let port = 0; port < 8; port += 1) await says(port, 'port_state.registered');
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
