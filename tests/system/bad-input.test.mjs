// What must be refused: clearly, by a stable code, naming the field, and with nothing half-written.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { afterEach, beforeEach, test } from 'node:test';

import { Client } from '../lib/client.mjs';
import { operation, operations, resolve } from '../lib/contract.mjs';
import { changed, misfits, places, samples } from '../lib/samples.mjs';
import { fresh, suite } from '../lib/suite.mjs';

let admin;
let trunk;
let voice;
let box;

const everyCount = `select string_agg(format('%s=%s', table_name, (xpath('/row/c/text()',
  query_to_xml(format('select count(*) as c from %I', table_name), false, true, '')))[1]), ' ' order by table_name)
  from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'
    and table_name not in ('alerts', 'alert_notices', 'sim_signals', 'sim_credits')`; // Those come by themselves, whoever asks what.
const counts = () => it.zenix.sql(everyCount);
let rows;

const it = suite(async () => {
  admin = await Client.signIn(it.zenix, 'admin');
  trunk = await admin.ok('POST', '/api/v1/trunks', { name: fresh('bad'), kind: 'sip', host: '127.0.0.1', port: 9, enabled: false });
  voice = await admin.ok('POST', '/api/v1/trunks', { name: fresh('bad'), kind: 'gsm', host: '127.0.0.1', port: 9, enabled: false, gateway_ports: 4 });
  box = await admin.ok('POST', '/api/v1/gateways', { ...samples.createGateway, trunk_id: voice.id });
  return async () => {
    await admin.ok('DELETE', `/api/v1/gateways/${box.id}`);
    for (const { id } of [trunk, voice]) await admin.ok('DELETE', `/api/v1/trunks/${id}`);
  };
});
beforeEach(() => {
  rows = counts();
});
afterEach(() => assert.equal(counts(), rows, 'nothing was written'));

/** The answer is a problem of this status and code that names this field. */
function refused(answer, status, code, field, what = '') {
  const said = `${what}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`;
  assert.equal(answer.status, status, said);
  assert.match(answer.headers.get('content-type'), /^application\/problem\+json/, said);
  if (code) assert.equal(answer.body.code, code, said);
  if (field) assert.equal(answer.body.field, field, said);
  assert.ok(answer.body.detail?.length > 10 && answer.body.request_id, said);
}

function pathOf(op) {
  if (op.id === 'replaceTrunk') return `/api/v1/trunks/${trunk.id}`;
  if (['replaceGateway', 'provisionGateway'].includes(op.id)) return op.path.replace('{id}', box.id);
  return op.path.replaceAll(/\{([^}]+)\}/g, (_, name) => {
    const { schema } = op.parameters.find((one) => one.in === 'path' && one.name === name);
    return schema.type === 'integer' ? (op.method === 'GET' ? '1' : '999999999') : schema.format === 'uuid' ? '00000000-0000-7000-8000-000000000000' : 'any.attempts_per_day';
  });
}
const withBody = operations.filter((op) => op.body?.content['application/json']);

test('the samples cover every operation with a body', () => {
  for (const op of withBody) {
    assert.ok(samples[op.id], `${op.id} has no sample`);
    for (const place of places(op.body.content['application/json'].schema, resolve, samples[op.id]))
      assert.ok(place.keys.reduce((at, key) => at?.[key], samples[op.id]) !== undefined, `${op.id} lacks ${place.path}`);
  }
});

for (const op of withBody) {
  const { schema } = op.body.content['application/json'];
  const sample = samples[op.id];

  test(`${op.id} refuses every field of a wrong type or out of its limits`, async () => {
    for (const place of places(schema, resolve, sample)) {
      for (const [why, value] of misfits(place.schema)) {
        const answer = await admin.call(op.method, pathOf(op), changed(sample, place.keys, value));
        const what = `${op.id}: ${place.path} ${why}`;
        refused(answer, 422, 'invalid_field', null, what);
        assert.ok(answer.body.field?.startsWith(place.path), `${what}: names ${answer.body.field}`);
      }
    }
  });

  test(`${op.id} refuses what lacks a required field, and fields nobody knows`, async () => {
    for (const place of [...places(schema, resolve, sample)].filter((one) => one.required)) {
      const answer = await admin.call(op.method, pathOf(op), changed(sample, place.keys, undefined));
      refused(answer, 422, 'invalid_field', place.path, `${op.id} without ${place.path}`);
    }
    refused(await admin.call(op.method, pathOf(op), { ...sample, surprise: 1 }), 422, 'unknown_field', 'surprise', op.id);
  });

  test(`${op.id} refuses bodies that are no JSON object`, async () => {
    const as = { 'content-type': 'application/json' };
    const send = (body, headers = as) => admin.call(op.method, pathOf(op), body, headers);
    refused(await send('{"a":'), 400, 'malformed_json', null, 'cut off');
    refused(await send('nonsense'), 400, 'malformed_json', null, 'no JSON');
    refused(await send(new Uint8Array([0x22, 0xff, 0xfe, 0x22])), 400, 'malformed_json', null, 'not UTF-8');
    refused(await send('{"a":'.repeat(5000) + '1' + '}'.repeat(5000)), 400, 'malformed_json', null, 'deep');
    refused(await send('['.repeat(30_000)), 400, 'malformed_json', null, 'deeper');
    refused(await send('[1]'), 422, 'invalid_field', null, 'a list');
    refused(await send(JSON.stringify(sample), { 'content-type': 'text/plain' }), 415, 'unsupported_media_type', null, 'text/plain');
    refused(await send(JSON.stringify({ x: 'y'.repeat(70_000) })), 413, 'body_too_large', null, 'large');
  });
}

test('a number of 300 digits', async () => {
  const digits = '9'.repeat(300);
  const raw = { 'content-type': 'application/json' };
  refused(await admin.call('POST', '/api/v1/gate/check', `{"customer_id":${digits}}`, raw), 422, 'invalid_field', 'customer_id');
  refused(await admin.call('POST', '/api/v1/gate/check', { phone_number: `+${digits}` }), 422, 'invalid_field', 'phone_number');
  refused(await admin.call('POST', '/api/v1/calls', { phone_number: digits }), 422, 'invalid_field', 'phone_number');
  refused(await admin.call('POST', '/api/v1/dnc', { phone_number: digits, reason: 'x' }), 422, 'invalid_field', 'phone_number');
  refused(await admin.call('GET', `/api/v1/customers/${digits}`), 422, 'invalid_field', 'id');
  refused(await admin.call('GET', `/api/v1/customers?limit=${digits}`), 422, 'invalid_field', 'limit');
});

test('paths whose id is no id', async () => {
  for (const op of operations) {
    const id = op.parameters.find((one) => one.in === 'path' && one.name === 'id');
    // A box that pushes is told nothing about what it got wrong.
    if (!id || id.schema.pattern || op.id.startsWith('pushFromGateway')) continue;
    const path = op.path.replace('{id}', id.schema.type === 'integer' ? '12x' : 'not-a-uuid');
    const answer = await admin.call(op.method, path, samples[op.id] ?? (op.method === 'GET' ? undefined : ''));
    refused(answer, 422, 'invalid_field', 'id', `${op.method} ${path}`);
  }
});

test('query parameters that nobody knows, or of a wrong type', async () => {
  for (const op of operations.filter((one) => one.method === 'GET' && one.path.startsWith('/api/v1/') && one.parameters.some((p) => p.in === 'query') && !['openEvents', 'getRecording'].includes(one.id))) {
    const path = pathOf(op);
    refused(await admin.call('GET', `${path}?surprise=1`), 422, 'unknown_field', 'surprise', op.id);
    for (const { name, schema } of op.parameters.filter((p) => p.in === 'query')) {
      const wrong = schema.type === 'integer' || schema.type === 'boolean' || schema.enum ? 'maybe' : schema.maxLength ? 'x'.repeat(schema.maxLength + 1) : null;
      if (wrong === null || name === 'cursor') continue;
      refused(await admin.call('GET', `${path}?${name}=${wrong}`), 422, 'invalid_field', name, `${op.id} ${name}`);
    }
    // Users page by name, so every text is a place in their list.
    if (op.parameters.some((p) => p.name === 'cursor') && op.id !== 'listUsers')
      refused(await admin.call('GET', `${path}?cursor=!nonsense!`), 400, 'malformed_cursor', 'cursor', op.id);
  }
  refused(await admin.call('POST', '/api/v1/imports?surprise=1', 'name', { 'content-type': 'text/csv' }), 422, 'unknown_field', 'surprise');
  refused(await admin.call('POST', '/api/v1/imports?dry_run=maybe', 'name', { 'content-type': 'text/csv' }), 422, 'invalid_field', 'dry_run');
});

test('cursors and times that no calendar has', async () => {
  for (const cursor of ['-9223372036854775808.1', '9223372036854775807.1', '253402300800000.1'])
    refused(await admin.call('GET', `/api/v1/callbacks?scope=team&cursor=${cursor}`), 400, 'malformed_cursor', 'cursor', cursor);
  for (const name of ['from', 'to'])
    refused(await admin.call('GET', `/api/v1/calls?${name}=0000-01-01T00:00:00Z`), 422, 'invalid_field', name);
});

test('a CSV of noise', async () => {
  const send = (body, query = '') => admin.call('POST', `/api/v1/imports?dry_run=false${query}`, body, { 'content-type': 'text/csv' });
  for (let round = 0; round < 5; round += 1) {
    const answer = await send(new Uint8Array(randomBytes(100_000)));
    assert.ok(answer.status === 422 || answer.status === 400, `noise: ${answer.status}`);
    refused(answer, answer.status);
  }
  refused(await send(''), 422);
  refused(await send('name,phone\nA,1\n'), 422, 'missing_column', 'loan_number');
  refused(await send('name,phone,loan_number,amount_due,name\n'), 422, 'duplicate_column', 'name');
  refused(await send('name,phone,loan_number,amount_due,shoe_size\n'), 422, 'unknown_column', 'shoe_size');
  refused(await send(`name,phone,loan_number,amount_due\n"${'x'.repeat(200_000)}`), 422, 'bad_rows');
  refused(await send('name,phone,loan_number,amount_due\nA,+919876500001,L,1\nB,not a phone,L2,1\n'), 422, 'bad_rows');
  refused(await admin.call('POST', '/api/v1/imports', '{}', { 'content-type': 'application/json' }), 415, 'unsupported_media_type');
});

test('a file larger than the server takes is refused by its announced length', async () => {
  const status = await new Promise((done, fail) => {
    const ask = request(`${it.zenix.url}/api/v1/imports`, {
      method: 'POST',
      headers: { cookie: admin.cookie, 'x-csrf-token': admin.csrf, 'content-type': 'text/csv', 'content-length': 65 * 1024 * 1024 },
    });
    ask.once('response', (answer) => done(answer.resume().statusCode)).once('error', fail);
    ask.write('name');
  });
  assert.equal(status, 413);
});

test('wrong tokens and cookies', async () => {
  const bearing = (value) => new Client(it.zenix.url, { authorization: value }).call('GET', '/api/v1/customers');
  for (const value of ['Bearer nonsense', 'Bearer ', 'Basic YTpi', `Bearer ${'x'.repeat(5000)}`]) refused(await bearing(value), 401, 'bad_token');
  const holding = (value) => new Client(it.zenix.url, { cookie: value }).call('GET', '/api/v1/customers');
  for (const value of ['zenix_session=forged', 'zenix_session=', `zenix_session=${'x'.repeat(4000)}`])
    refused(await holding(value), 401, 'session_ended', null, value.slice(0, 40));
  refused(await holding('other=1'), 401, 'not_signed_in');
});

test('a missing or wrong CSRF token', async () => {
  for (const wrong of ['', 'nonsense', 'x'.repeat(1000)]) {
    const answer = await admin.call('POST', '/api/v1/dnc', { phone_number: '+919876500001', reason: 'x' }, { 'x-csrf-token': wrong });
    refused(answer, 403, 'csrf');
  }
});

test('an idempotency key that is too long', async () => {
  const answer = await admin.call('POST', '/api/v1/calls', { customer_id: 1 }, { 'idempotency-key': 'k'.repeat(65) });
  refused(answer, 422, 'invalid_field', 'Idempotency-Key');
});

test('event streams are refused before the handshake', async () => {
  const attempt = async (query, client = admin) => {
    const { refused: answer, socket } = await client.events(query).opened;
    socket.close();
    assert.ok(answer, `${query} was let in`);
    return { status: answer.status, body: answer.body, headers: new Headers({ 'content-type': 'application/problem+json' }) };
  };
  refused(await attempt('after=nonsense'), 400, 'malformed_cursor', 'after');
  refused(await attempt('after=-'), 400, 'malformed_cursor', 'after');
  refused(await attempt('after=anotherlife-12'), 410, 'stale_cursor', 'after');
  refused(await attempt('topics=weather'), 422, 'invalid_field', 'topics');
  refused(await attempt('topics='), 422, 'invalid_field', 'topics');
  refused(await attempt('surprise=1'), 422, 'unknown_field', 'surprise');
  refused(await attempt('topics=me', new Client(it.zenix.url)), 401, 'not_signed_in');
  const { snapshot, socket } = await new Promise((done) => {
    const stream = admin.events('topics=me');
    stream.socket.on('message', () => done(stream));
  });
  socket.close();
  const [epoch, sequence] = [snapshot.cursor.slice(0, snapshot.cursor.lastIndexOf('-')), snapshot.cursor.split('-').at(-1)];
  refused(await attempt(`after=${epoch}-${Number(sequence) + 1000}`), 400, 'malformed_cursor', 'after');
});

test('things of a kind that cannot be', async () => {
  const post = (path, body) => admin.call('POST', path, body);
  refused(await post('/api/v1/users', { ...samples.createUser, username: 'Has Spaces' }), 422, 'invalid_field', 'username');
  refused(await post('/api/v1/users', { ...samples.createUser, username: it.zenix.demo.logins.admin.username }), 409, 'username_taken');
  refused(await post('/api/v1/tokens', { ...samples.createToken, expires_at: '2001-01-01T00:00:00Z' }), 422, 'invalid_field', 'expires_at');
  refused(await post('/api/v1/customers', { ...samples.createCustomer, time_zone: 'Mars/Olympus' }), 422, 'invalid_field', 'time_zone');
  refused(await post('/api/v1/customers', { ...samples.createCustomer, phones: [] }), 422, 'invalid_field', 'phones');
  refused(await post('/api/v1/gate/check', {}), 422, 'invalid_field', 'customer_id');
  refused(await post('/api/v1/gate/check', { customer_id: 1, at: '2199-01-01T00:00:00Z' }), 422, 'invalid_field', 'at');
  refused(await admin.call('PATCH', '/api/v1/users/1', {}), 422, 'nothing_to_change');
  refused(await admin.call('PATCH', '/api/v1/rules/any.attempts_per_day', { parameters: { per_number_per_day: -1 } }), 422, 'invalid_field', 'parameters.per_number_per_day');
  refused(await admin.call('GET', '/api/v1/nothing/here'), 404, 'not_found');
  refused(await admin.call('DELETE', '/api/v1/customers'), 405, 'method_not_allowed');
});
