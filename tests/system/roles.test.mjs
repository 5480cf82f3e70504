// Who may do what: every operation of the document, with every role, by session and by token.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Client } from '../lib/client.mjs';
import { operations, roles } from '../lib/contract.mjs';
import { fresh, newUser, suite } from '../lib/suite.mjs';

let admin;
const sessions = {};
const tokens = {};
const it = suite(async () => {
  admin = await Client.signIn(it.zenix, 'admin');
  for (const role of roles) {
    sessions[role] = await newUser(it.zenix, admin, role);
    const made = await admin.ok('POST', '/api/v1/tokens', { name: fresh(role), role });
    tokens[role] = { ...made, client: Client.bearing(it.zenix, made.token) };
  }
});
const nobody = () => new Client(it.zenix.url);

// Values that fit the path and name nothing: what is allowed ends in 404, 409 or 422, not in a change.
const nothing = { integer: '999999999', uuid: '00000000-0000-7000-8000-000000000000' };
const concrete = ({ path, parameters }) =>
  path.replaceAll(/\{([^}]+)\}/g, (_, name) => {
    const { schema } = parameters.find((one) => one.in === 'path' && one.name === name);
    return schema.type === 'integer' ? nothing.integer : schema.format === 'uuid' ? nothing.uuid : 'no.such.thing';
  });
const emptyBody = ({ method, body }) => (body?.content['application/json'] ? {} : method === 'GET' ? undefined : '');

const ask = (client, op) => client.call(op.method, concrete(op), emptyBody(op));
const admitted = (op, role) => op.roles.includes('public') || op.roles.includes('any') || op.roles.includes(role);

// A token is a system, not a person: it has no session, no phone, no state and no call of its own.
const personal = new Set(['getSession', 'signOut', 'getSoftphone', 'getMyAgent', 'setMyState', 'startCall',
  'getMyCampaign', 'joinCampaign', 'dialLead', 'skipLead']);

for (const op of operations.filter((one) => one.id !== 'signOut' && one.id !== 'signIn')) {
  test(`${op.id}: ${op.method} ${op.path} is for ${op.roles.join(', ')}`, async () => {
    for (const role of roles) {
      for (const [how, client] of [['session', sessions[role]], ['token', tokens[role].client]]) {
        const { status, body } = await ask(client, op);
        const what = `${role} by ${how}: ${status} ${body?.code ?? ''}`;
        if (!admitted(op, role)) {
          assert.equal(status, 403, what);
          assert.equal(body.code, 'forbidden', what);
        } else if (how === 'token' && personal.has(op.id)) {
          assert.ok(status === 403 || status === 409, what);
          assert.match(body.detail, /person|session|phone/, what);
        } else {
          assert.ok(status !== 401 && status !== 403 && status < 500, what);
        }
      }
    }
    const { status, body } = await ask(nobody(), op);
    if (op.roles.includes('public')) assert.ok(status !== 401 && status !== 403 && status < 500, `nobody: ${status}`);
    else assert.equal(status, 401, `nobody: ${status} ${body?.code ?? ''}`);
  });
}

test('signIn is for everybody, signOut for whoever is signed in', async () => {
  assert.equal((await nobody().call('POST', '/api/v1/session', {})).status, 422);
  assert.equal((await nobody().call('DELETE', '/api/v1/session')).status, 401);
  for (const role of roles) {
    const client = await Client.signIn(it.zenix, sessions[role].login);
    assert.equal((await client.call('DELETE', '/api/v1/session')).status, 204);
    const byToken = await tokens[role].client.call('DELETE', '/api/v1/session');
    assert.equal(byToken.body.code, 'no_session');
  }
});

test('a telecaller sees their own calls only, and steers no other', async () => {
  const list = await sessions.telecaller.ok('GET', `/api/v1/calls?telecaller_id=${sessions.supervisor.id}`);
  assert.deepEqual(list.items, []);
});

// --- The document and the server name the same routes. ------------------------------------------------

test('every documented operation is a route of the server', async () => {
  for (const op of operations) {
    const { status, body } = await admin.call(op.method, concrete(op), emptyBody(op), { cookie: '' });
    if (status === 404) assert.doesNotMatch(body.detail, /^There is nothing at/, `${op.method} ${op.path}`);
    assert.notEqual(status, 405, `${op.method} ${op.path}`);
  }
});

test('a method that is not documented for a path is 405, and Allow says which are', async () => {
  const paths = Map.groupBy ? Map.groupBy(operations, (op) => op.path) : groups(operations, (op) => op.path);
  for (const [path, ops] of paths) {
    const there = new Set(ops.map((op) => op.method));
    for (const method of ['GET', 'PUT', 'POST', 'PATCH', 'DELETE']) {
      if (there.has(method)) continue;
      // A GET outside the API belongs to the page.
      if (method === 'GET' && !path.startsWith('/api/')) continue;
      const { status, headers } = await admin.call(method, concrete(ops[0]), method === 'GET' ? undefined : '');
      assert.equal(status, 405, `${method} ${path}`);
      const allowed = headers.get('allow').split(', ').filter((one) => one !== 'HEAD');
      assert.deepEqual(allowed.sort(), [...there].sort(), `Allow of ${path}`);
    }
  }
});

function groups(list, key) {
  const out = new Map();
  for (const one of list) out.set(key(one), [...(out.get(key(one)) ?? []), one]);
  return out;
}

test('no route of the sources is missing in the document', () => {
  // The server keeps its table to itself, so the sources speak: every path they name must be, or be
  // part of, a documented one.
  const root = new URL('../../src/', import.meta.url).pathname;
  const documented = operations.map((op) => op.path);
  let found = 0;
  for (const room of readdirSync(root)) {
    for (const file of safeList(join(root, room)).filter((name) => name.endsWith('.cpp') && !name.endsWith('_test.cpp'))) {
      const text = readFileSync(join(root, room, file), 'utf8');
      if (!/\badd(_websocket)?\(\s*"|routes\.add/.test(text) || room === 'net') continue;
      for (const [, path] of text.matchAll(/"(\/(?:api\/v1\/)?[a-z][a-z/{}_.-]*)"/g)) {
        if (path === '/api/' || path === '/index.html') continue;
        found += 1;
        const whole = path.startsWith('/api/v1/');
        const known = documented.some((one) => (whole ? one === path || one.startsWith(`${path}/`) : one.includes(path)));
        assert.ok(known, `${room}/${file} names ${path}, which the document does not`);
      }
    }
  }
  assert.ok(found > 40, `only ${found} paths found in the sources: does this test still read them?`);
});

function safeList(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
