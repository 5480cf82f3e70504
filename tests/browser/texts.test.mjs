// Texts on the page: written with a template and delivered, answered, stopped by a word, and the screens
// that make the wordings and say who would get them. The lab's SMS centre is the network.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client } from '../lib/client.mjs';
import { Looker, startBrowser } from '../lib/looker.mjs';
import { fresh, newUser, unusedBorrower } from '../lib/suite.mjs';
import { until, Zenix } from '../lib/server.mjs';

const patience = { within: 60_000 };
let zenix;
let browser;
let admin;
let at;
let page;
let borrower;

before(async () => {
  zenix = await Zenix.shared();
  browser = await startBrowser();
  admin = await Client.signIn(zenix, 'admin');
  const account = async () => (await admin.ok('GET', '/api/v1/smsc-accounts')).items.find(({ name }) => name === 'lab-centre');
  await until('the account of the lab is bound', async () => (await account())?.status.state === 'up', patience);
  const caller = await newUser(zenix, admin, 'telecaller');
  borrower = unusedBorrower(zenix, '41');
  at = await Looker.open(browser, zenix, caller.login);
  ({ page } = at);
});
after(async () => {
  await browser?.close();
  assert.deepEqual(await zenix?.stop(), [], 'no process is left behind');
});

const writes = (text) => zenix.lab('POST', '/lab/v1/smsc/texts', { from: borrower.phone, to: 'ZENIXF', text });
const bubble = (words) => page.getByTestId('text-bubble').filter({ hasText: words });
const verdict = () => page.getByTestId('text-gate').getAttribute('data-verdict');
/** A list that is searched by typing; one of that name is chosen. */
async function choose(within, name, option) {
  await within.getByRole('combobox', { name }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

test('a template is filled for the borrower, sent by keyboard, and delivered before the eyes', async () => {
  await at.visit(`/desk?customer=${borrower.id}`);
  await page.keyboard.press('Control+Shift+S');
  const composer = page.getByTestId('text-composer');
  await composer.waitFor();
  await until('a text may be sent', async () => (await verdict()) === 'allow', patience);
  assert.equal(await page.getByTestId('text-send').isDisabled(), true, 'nothing is written yet');
  await choose(composer, 'Template', 'Amount overdue');
  await choose(composer, 'Language', 'English');
  await until('the fields are filled', async () => (await page.getByTestId('text-merged').textContent()).includes(`Dear ${borrower.name}`), patience);
  assert.match(await page.getByTestId('text-count').textContent(), /characters.*part.*₹/);
  await until('the gate allows it', async () => (await verdict()) === 'allow', patience);
  await composer.getByRole('combobox', { name: 'Template' }).press('Control+Enter');
  await bubble(`Dear ${borrower.name}`).waitFor();
  await until('delivered', async () => (await bubble(`Dear ${borrower.name}`).getAttribute('data-status')) === 'delivered', patience);
  assert.match(await page.getByTestId('text-merged').count().then(String), /0/, 'the draft is gone');
  await page.getByRole('tab', { name: 'History' }).click();
  await until('the history has it', async () => (await page.locator('[data-testid=history-item][data-kind=message]').count()) === 1, patience);
});

test('own words are counted as they are typed', async () => {
  await page.getByTestId('tab-texts').click();
  const count = page.getByTestId('text-count');
  await page.getByTestId('text-message').fill('a'.repeat(161));
  await until('two parts', async () => /161 characters\s*2 parts/.test(await count.textContent().catch(() => '')), patience);
  await page.getByTestId('text-message').fill('नमस्ते');
  await until('Unicode', async () => /Unicode/.test(await count.textContent().catch(() => '')), patience);
  await until('no registered template fits', async () => (await verdict()) === 'refuse', patience);
  await page.getByTestId('text-message').fill('');
});

test('a reply is told wherever one is, counted, and opened from the inbox', async () => {
  await at.visit('/calls');
  await page.getByTestId('text-thread').waitFor({ state: 'detached' });   // What is on the screen counts as read.
  await writes('I will pay on Friday');
  await page.getByRole('alert').filter({ hasText: 'I will pay on Friday' }).waitFor({ timeout: patience.within });
  await page.getByTestId('text-count-unread').waitFor({ timeout: patience.within });
  await at.visit('/texts');
  await page.getByTestId(`conversation-c${borrower.id}`).click();
  await bubble('I will pay on Friday').waitFor();
  await page.getByTestId('text-count-unread').waitFor({ state: 'detached', timeout: patience.within });
  assert.deepEqual(at.faults, []);
});

test('STOP stops the next text, and says so', async () => {
  await writes('STOP');
  await bubble('STOP').waitFor({ timeout: patience.within });
  const composer = page.getByTestId('text-composer');
  await choose(composer, 'Template', 'Amount overdue');
  await until('the gate refuses for their wish', async () => (await verdict()) === 'refuse' && /want no texts/.test(await page.getByTestId('text-gate').textContent()), patience);
  await until('it could be pressed', async () => page.getByTestId('text-send').isEnabled(), patience);
  await page.getByTestId('text-send').click();
  await until('the refusal stands in the thread', async () => (await page.locator('[data-testid=text-bubble][data-status=refused]').count()) === 1, patience);
  const { items } = await admin.ok('GET', `/api/v1/text-opt-outs?q=${encodeURIComponent(borrower.phone)}`);
  assert.deepEqual(items.map(({ source, word }) => [source, word?.toUpperCase()]), [['stop_word', 'STOP']]);
});

test('a template is made, changed, and keeps what it said before', async () => {
  const boss = await Looker.open(browser, zenix, 'supervisor');
  const there = boss.page;
  const title = fresh('Reminder');
  await boss.visit('/texts/templates');
  await there.getByRole('button', { name: 'New template' }).click();
  await there.getByLabel('Title').fill(title);
  await there.getByLabel('Code').fill(title.toLowerCase());
  await there.getByTestId('template-text').fill('Dear {{nam');
  await there.getByTestId('template-save').click();
  await there.getByText('A field is written {{name}}').waitFor();
  await there.getByTestId('template-text').fill('Please pay, ');
  await there.getByRole('button', { name: 'first_name', exact: true }).click();
  await there.getByTestId('template-save').click();
  await there.getByRole('dialog').waitFor({ state: 'detached' });
  await there.getByRole('row', { name: title }).click();
  assert.equal(await there.getByTestId('template-text').inputValue(), 'Please pay, {{first_name}}');
  await there.getByTestId('template-text').fill('Please do pay, {{first_name}}');
  await there.getByTestId('template-save').click();
  await there.getByRole('dialog').waitFor({ state: 'detached' });
  await there.getByRole('row', { name: title }).click();
  await there.getByRole('button', { name: 'Show 2 versions' }).click();
  assert.match(await there.getByTestId('template-versions').textContent(), /Please do pay, .*Please pay, /s);
  assert.deepEqual(boss.faults, []);
  await boss.close();
});

test('a dry run says who would get it and sends nothing', async () => {
  const boss = await Looker.open(browser, zenix, 'supervisor');
  const there = boss.page;
  const before_ = (await admin.ok('GET', '/api/v1/message-batches')).items.length;
  await boss.visit('/texts/bulk');
  await there.getByTestId('batch-new').click();
  await there.getByLabel('Name').fill('Long overdue');
  await there.getByRole('combobox', { name: 'Template' }).click();
  await there.getByRole('option', { name: 'Amount overdue', exact: true }).click();
  await there.getByLabel('Days late, from').fill('30');
  await there.getByTestId('batch-dry-run').click();
  const plan = there.getByTestId('text-plan');
  await plan.waitFor({ timeout: patience.within });
  assert.match(await plan.textContent(), /Borrowers that fit\d/);
  await there.getByTestId('batch-send').waitFor();
  await there.keyboard.press('Escape');
  await there.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal((await admin.ok('GET', '/api/v1/message-batches')).items.length, before_, 'nothing was stored');
  assert.deepEqual(boss.faults, []);
  await boss.close();
});
