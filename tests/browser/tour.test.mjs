// Every screen of every role, as its person sees it: no console error, no refused request, a heading and a
// title of its own, WCAG 2.2 AA, nothing beyond the edge. ZENIX_TOUR_PICTURES=FOLDER keeps a picture of each.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client } from '../lib/client.mjs';
import { dial, finish } from '../lib/calls.mjs';
import { Looker, startBrowser } from '../lib/looker.mjs';
import { telecaller } from '../lib/phone.mjs';
import { keepBox } from '../lib/boxes.mjs';
import { newUser, unusedBorrower } from '../lib/suite.mjs';
import { Zenix } from '../lib/server.mjs';

const folder = process.env.ZENIX_TOUR_PICTURES;
let zenix;
let browser;
let admin;
let call;
let borrower;

before(async () => {
  zenix = await Zenix.shared();
  browser = await startBrowser();
  admin = await Client.signIn(zenix, 'admin');
  // Something to look at: a call with its recording, a decision, a token.
  const caller = await newUser(zenix, admin, 'telecaller');
  const phone = await telecaller(caller);
  borrower = unusedBorrower(zenix, '35');
  call = await dial(caller, { customer_id: borrower.id });
  const due_date = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  await finish(caller, call.id, { disposition: 'promise_to_pay', notes: 'Pays on salary day.', promise: { amount: 50_000, due_date }, next_state: 'ready' });
  await phone.close();
  await admin.ok('POST', '/api/v1/tokens', { name: 'lender-crm', role: 'auditor', expires_at: '2099-01-01T00:00:00Z' });
  await keepBox(zenix, admin);
  await writeTexts(caller);
});
after(async () => {
  await browser?.close();
  const left = await zenix?.stop();
  assert.deepEqual(left, [], 'no process is left behind');
});

/** One of each thing that the screens of texts show. */
async function writeTexts(caller) {
  const template = (await admin.ok('GET', '/api/v1/message-templates')).items.find(({ code }) => code === 'overdue');
  await caller.ok('POST', '/api/v1/messages', { customer_id: borrower.id, template_id: template.id });
  await admin.ok('POST', '/api/v1/keyword-rules', { keyword: 'balance', action: 'reply', template_id: template.id });
  await admin.ok('POST', '/api/v1/smpp-clients', { name: 'Loan system', system_id: 'loans', password: 'secret12' });
  await admin.ok('POST', '/api/v1/message-webhooks', { url: 'https://lender.example/texts', events: ['received'], enabled: false });
  await admin.ok('POST', '/api/v1/text-opt-outs', { phone_number: '+919876599999', reason: 'Asked on the phone.' });
}

const texting = ['/texts', '/texts/templates', '/texts/automation', '/texts/keywords', '/texts/bulk', '/texts/accounts', '/texts/routes'];
const systems = ['/texts/systems', '/texts/webhooks'];
const watchers = ['/calls', '/rules', '/rules/do-not-call', '/rules/opt-outs', '/rules/decisions', ...texting, '/routing', '/routing/fleet', '/routing/sims', '/routing/plans', '/routing/operators', '/routing/groups', '/routing/gsm', '/alerts', '/people'];
const screens = {
  telecaller: ['/desk', '/calls', '/texts', '/rules'],
  supervisor: ['/desk', '/live', '/import', ...watchers],
  admin: ['/desk', '/live', '/import', ...watchers, ...systems, '/alerts/settings', '/people/tokens', '/audit'],
  auditor: [...watchers, ...systems, '/audit'],
};
/** Screens that need something to be there, for each role that may open them. */
const details = { telecaller: () => [`/desk?customer=${borrower.id}`], supervisor: () => [`/calls/${call.id}`, `/calls?status=busy`, `/texts?scope=team&open=c${borrower.id}`], admin: () => [], auditor: () => [`/calls/${call.id}`] };

async function look(at, path, name) {
  await at.visit(path);
  const faults = await at.judge();
  const { page } = at;
  const headings = await page.locator('h1').allTextContents();
  if (headings.length !== 1 || headings[0].trim() === '') faults.push(`headings: ${JSON.stringify(headings)}`);
  const title = await page.title();
  if (title === 'ZENIX' || !title.endsWith('ZENIX')) faults.push(`the title is '${title}'`);
  await at.picture(folder, name ?? path.replaceAll(/\W+/g, '-'));
  return faults.map((fault) => `${path}: ${fault}`);
}

for (const role of Object.keys(screens)) {
  test(`every screen of the ${role}`, async () => {
    const faults = [];
    const links = new Set();
    for (const scheme of ['light', 'dark']) {
      const at = await Looker.open(browser, zenix, role, { scheme });
      try {
        for (const path of [...screens[role], ...details[role]()]) {
          faults.push(...(await look(at, path, `${role}${path.replaceAll(/\W+/g, '-')}-${scheme}`)));
          for (const link of await at.links()) links.add(link);
        }
        faults.push(...at.faults);
      } finally {
        await at.close();
      }
    }
    assert.deepEqual([...new Set(faults)], []);
    assert.deepEqual([...links].sort(), [...screens[role]].sort(), 'rail and tabs lead to what the tour has seen');
  });
}

test('the sign-in page', async () => {
  const at = await Looker.open(browser, zenix, null);
  await at.page.goto(zenix.url);
  await at.page.getByTestId('sign-in-submit').waitFor();
  const faults = [...(await at.judge()), ...at.faults];
  await at.picture(folder, 'sign-in');
  await at.page.getByTestId('sign-in-submit').click();
  await at.page.getByTestId('sign-in-error').waitFor();
  faults.push(...(await at.judge()));
  await at.close();
  assert.deepEqual(faults, []);
});

test('the desk on a tablet, with the windows that lie over it', async () => {
  const at = await Looker.open(browser, zenix, 'telecaller', { size: 'tablet' });
  const { page } = at;
  const faults = await look(at, `/desk?customer=${borrower.id}`, 'tablet-desk');
  const window = async (id, open) => {
    await open();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await at.settled();
    faults.push(...(await at.judge()).map((fault) => `${id}: ${fault}`));
    await at.picture(folder, `tablet-${id}`);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  };
  await window('help', () => page.keyboard.press('?'));
  await window('phone-check', async () => {
    await page.getByTestId('account-menu').click();
    await page.getByTestId('check-phone').click();
    await page.getByRole('menu').waitFor({ state: 'detached' });
  });
  faults.push(...at.faults);
  await at.close();
  assert.deepEqual(faults, []);
});

test('texts beside the calls, with what was written and the next one', async () => {
  const faults = [];
  for (const scheme of ['light', 'dark']) {
    const at = await Looker.open(browser, zenix, 'telecaller', { scheme });
    await at.visit(`/desk?customer=${borrower.id}`);
    await at.page.keyboard.press('Control+Shift+S');
    await at.page.getByTestId('text-composer').waitFor();
    await at.page.getByTestId('text-message').fill('Please call us back.');
    await at.settled();
    faults.push(...(await at.judge()), ...at.faults);
    await at.picture(folder, `texts-${scheme}`);
    await at.close();
  }
  assert.deepEqual(faults, []);
});

test('every window that makes or changes something', async () => {
  const at = await Looker.open(browser, zenix, 'admin');
  const { page } = at;
  const faults = [];
  const windows = [
    ['/routing', () => page.getByRole('button', { name: 'New trunk' }).click()],
    ['/routing', () => page.getByRole('row', { name: /lab-gsm/ }).click()],
    ['/routing/fleet', () => page.getByRole('button', { name: 'Add a box' }).click()],
    ['/routing/fleet', () => page.getByRole('button', { name: 'Check' }).click()],
    ['/routing/fleet', () => page.getByRole('button', { name: 'Change' }).click()],
    ['/routing/fleet', () => page.getByTestId('port-3').click()],
    ['/rules/opt-outs', () => page.getByRole('button', { name: 'Add a number' }).click()],
    ['/texts/templates', () => page.getByRole('button', { name: 'New template' }).click()],
    ['/texts/templates', () => page.getByRole('row', { name: /Amount overdue/ }).click()],
    ['/texts/automation', () => page.getByRole('button', { name: 'New rule' }).click()],
    ['/texts/automation', () => page.getByRole('button', { name: 'Who gets it today?' }).first().click()],
    ['/texts/keywords', () => page.getByRole('row', { name: /balance/ }).click()],
    ['/texts/bulk', () => page.getByRole('button', { name: 'New bulk send' }).click()],
    ['/texts/accounts', () => page.getByRole('button', { name: 'New account' }).click()],
    ['/texts/accounts', () => page.getByRole('button', { name: 'Last PDUs' }).first().click()],
    ['/texts/systems', () => page.getByRole('row', { name: /Loan system/ }).click()],
    ['/texts/webhooks', () => page.getByRole('button', { name: 'New webhook' }).click()],
    ['/texts/webhooks', () => page.getByRole('button', { name: 'Deliveries' }).first().click()],
    [`/texts?scope=team&open=c${borrower.id}`, () => page.getByRole('button', { name: 'Assign' }).click()],
    [`/texts?scope=team&open=c${borrower.id}`, () => page.getByRole('button', { name: /^Details of/ }).first().click()],
    ['/people', () => page.getByRole('button', { name: 'New user' }).click()],
    ['/people', () => page.getByRole('row', { name: /kiran/ }).click()],
    ['/people/tokens', () => page.getByRole('button', { name: 'New token' }).click()],
    ['/rules', () => page.getByRole('row', { name: /in\.hours\.recovery/ }).click()],
    ['/rules/do-not-call', () => page.getByRole('button', { name: 'Add a number' }).click()],
    ['/rules/do-not-call', () => page.getByRole('button', { name: 'Remove' }).first().click()],
    ['/rules/decisions', () => page.getByRole('row', { name: /Allowed|Refused/ }).first().click()],
  ];
  for (const [n, [path, open]] of windows.entries()) {
    await at.visit(path);
    await open();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await at.settled();
    faults.push(...(await at.judge()).map((fault) => `${path}, window ${n}: ${fault}`));
    await at.picture(folder, `window-${n}`);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }
  faults.push(...at.faults);
  await at.close();
  assert.deepEqual(faults, []);
});
