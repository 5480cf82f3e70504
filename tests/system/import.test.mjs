// A lender's file: what is wrong with it is said row by row, and nothing is written by accident.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client } from '../lib/client.mjs';
import { cleanFile } from '../lib/csv.mjs';
import { suite } from '../lib/suite.mjs';

let supervisor;
const it = suite(async () => {
  supervisor = await Client.signIn(it.zenix, 'supervisor');
});

const send = (csv, query) => supervisor.call('POST', `/api/v1/imports?${query}`, csv, { 'content-type': 'text/csv' });
const counts = () => it.zenix.sql('select (select count(*) from customers), (select count(*) from loans), (select count(*) from customer_phones), (select count(*) from audit_log)');

// Line, column and the beginning of the reason of every fault in the file below.
const dirty = [
  ['external_id,name,phone,loan_number,amount_due,currency,due_date,time_zone,email,guarantor_name,guarantor_phone'],
  ['D1,Asha Rao,+919810000001,DL1,100000,INR,2026-12-01,Asia/Kolkata,asha@example.org,,'],
  ['D2,,+919810000002,DL2,100000,,,,,,', 'name', /empty/],
  ['D3,No Phone,,DL3,100000,,,,,,', 'phone', /empty/],
  ['D4,Odd Phone,12,DL4,100000,,,,,,', 'phone', /no phone number/],
  ['D5,Amount,+919810000005,DL5,12.50,,,,,,', 'amount_due', /whole number/],
  ['D6,Amount,+919810000006,DL6,-5,,,,,,', 'amount_due', /whole number/],
  ['D7,Amount,+919810000007,DL7,99999999999999999999,,,,,,', 'amount_due', /too large/],
  ['D8,Currency,+919810000008,DL8,1,rupees,,,,,', 'currency', /three capitals/],
  ['D9,Day,+919810000009,DL9,1,,2026-02-30,,,,', 'due_date', /day/],
  ['D10,Zone,+919810000010,DL10,1,,,Mars/Olympus,,,', 'time_zone', /time zone/],
  ['D11,Mail,+919810000011,DL11,1,,,,nonsense,,', 'email', /e-mail/],
  ['D12,Guarantor,+919810000012,DL12,1,,,,,Only Name,', 'guarantor_phone', /guarantor_name/],
  ['D13,Own Guarantor,+919810000013,DL13,1,,,,,Self,+919810000013', 'guarantor_phone', /own number/],
  ['D14,Too few,+919810000014', '', /cells/],
  ['D15,Twice,+919810000015,DL1,1,,,,,,', 'loan_number', /already, in row 2/],
  ['D16,"Comma, quoted",+919810000016,DL16,250000,INR,,,,,'],
  ['D17,Kavitá देवी,+919810000017,DL17,300000,INR,,,,Ram,+919810000018'],
  [''],
  ['D19,"a lone quote,+919810000019,DL19,1,,,,,,', '', /quote|cell/i],
  ['D20,Last,+919810000020,DL20,1,INR,,,,,'],
];
const file = dirty.map(([line]) => line).join('\n');
const wrong = dirty.map(([, column, why], i) => ({ row: i + 1, column, why })).filter(({ why }) => why);
const good = dirty.length - 2 - wrong.length;

test('a dry run names each bad row with its column and why, and writes nothing', async () => {
  const before = counts();
  const { status, body } = await send(file, 'dry_run=true');
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(body.dry_run, true);
  for (const { row, column, why } of wrong) {
    const found = body.errors.find((e) => e.row === row);
    assert.ok(found, `row ${row} is not reported`);
    assert.equal(found.column, column, `row ${row}`);
    assert.match(found.message, why, `row ${row}`);
  }
  assert.deepEqual([...new Set(body.errors.map((e) => e.row))].sort((a, b) => a - b), wrong.map(({ row }) => row));
  assert.deepEqual([body.good_rows, body.bad_rows, body.rows], [good, wrong.length, good + wrong.length]);
  assert.deepEqual([body.customers_created, body.loans_created], [good, good]);
  assert.equal(counts(), before, 'nothing was written');
});

test('dry run is what happens when nobody says otherwise', async () => {
  const before = counts();
  const { body } = await send(file, '');
  assert.equal(body.dry_run, true);
  assert.equal(counts(), before);
});

test('one bad row stops the whole file', async () => {
  const before = counts();
  const { status, body } = await send(file, 'dry_run=false');
  assert.equal(status, 422);
  assert.equal(body.code, 'bad_rows');
  assert.equal(body.report.bad_rows, wrong.length);
  assert.equal(counts(), before, 'nothing was written');
});

test('skip_bad_rows imports the good ones, whole', async () => {
  const { status, body } = await send(file, 'dry_run=false&skip_bad_rows=true');
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual([body.customers_created, body.loans_created, body.bad_rows], [good, good, wrong.length]);
  const rows = it.zenix.sql("select external_id || '|' || name from customers where external_id ~ '^D[0-9]+$' order by id");
  assert.deepEqual(rows.split('\n'), ['D1|Asha Rao', 'D16|Comma, quoted', 'D17|Kavitá देवी', 'D20|Last']);
  const guarantor = it.zenix.sql("select p.e164 || '|' || p.name from customer_phones p join customers c on c.id = p.customer_id where c.external_id = 'D17' and kind = 'guarantor'");
  assert.equal(guarantor, '+919810000018|Ram');
});

test('the same file again changes and doubles nothing; a new amount is an update', async () => {
  const again = await send(file, 'dry_run=false&skip_bad_rows=true');
  assert.deepEqual([again.body.customers_created, again.body.loans_created], [0, 0]);
  const { body } = await send(file.replace('DL16,250000', 'DL16,260000'), 'dry_run=false&skip_bad_rows=true');
  assert.equal(body.customers_created, 0);
  assert.ok(body.loans_updated >= 1);
  assert.equal(it.zenix.sql("select amount_due from loans where loan_number = 'DL16'"), '260000');
});

test('amounts with decimals are read where the file is said to have them, and nowhere else', async () => {
  const major = 'name,phone,loan_number,amount_due,principal,currency\nM One,+919820000001,ML1,12500.50,50000,INR\nM Two,+919820000002,ML2,700,,JPY\n';
  const refused = await send(major, 'dry_run=false');
  assert.deepEqual([refused.status, refused.body.report.errors[0].column], [422, 'amount_due']);
  assert.match(refused.body.report.errors[0].message, /amounts=major/);
  const { status, body } = await send(major, 'dry_run=false&amounts=major');
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual(body.amount_due, [{ currency: 'INR', amount: 1_250_050 }, { currency: 'JPY', amount: 700 }]);
  assert.equal(it.zenix.sql("select amount_due || ' ' || coalesce(principal, 0) from loans where loan_number = 'ML1'"), '1250050 5000000');
  const grouped = await send('name,phone,loan_number,amount_due\nM Three,+919820000003,ML3,"12,500.50"\n', 'amounts=major');
  assert.match(grouped.body.errors[0].message, /without thousands separators/);
  assert.deepEqual([(await send(major, 'amounts=guess')).status, (await send(major, 'amounts=guess')).body.field], [422, 'amounts']);
});

test('a file of a hundred thousand rows', async (t) => {
  const count = 100_000;
  const begin = performance.now();
  const { status, body } = await send(cleanFile(count), 'dry_run=false');
  assert.equal(status, 200, JSON.stringify(body).slice(0, 500));
  t.diagnostic(`100,000 rows: ${(body.took_ms / 1000).toFixed(1)} s in the server, ${((performance.now() - begin) / 1000).toFixed(1)} s with the upload`);
  assert.deepEqual([body.rows, body.bad_rows, body.customers_created, body.loans_created], [count, 0, count, count]);
  assert.equal(it.zenix.sql("select count(*) from customers where external_id like 'T1-%'"), String(count));
  assert.equal(it.zenix.sql("select sum(amount_due) from loans where loan_number like 'TL1/%'"), String(100_000 * count + (count * (count - 1)) / 2));
  const { items } = await supervisor.ok('GET', '/api/v1/customers?q=TL1/77777');
  assert.equal(items[0]?.loan_number, 'TL1/77777');
});

test('an import is audited, a dry run is not', async () => {
  const admin = await Client.signIn(it.zenix, 'admin');
  const { items } = await admin.ok('GET', '/api/v1/audit?limit=20');
  const entry = items.find((one) => one.action === 'customers.imported');
  assert.equal(entry.details.rows, 100_000);
});
