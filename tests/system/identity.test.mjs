// Who is let in, for how long, and how quickly they are out again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import WebSocket from 'ws';

import { Client } from '../lib/client.mjs';
import { telecaller } from '../lib/phone.mjs';
import { sleep, until } from '../lib/server.mjs';
import { fresh, newUser, password, suite } from '../lib/suite.mjs';

let admin;
const it = suite(async () => {
  admin = await Client.signIn(it.zenix, 'admin');
});

// The proxy in front says where a browser is; each test of guessing sits at an address of its own.
const at = (address) => ({ 'x-forwarded-for': address });
const signIn = (login, extra = {}) => new Client(it.zenix.url, extra).call('POST', '/api/v1/session', login);

test('the cookie is Secure, HttpOnly, SameSite=Strict, for the whole site, and holds nothing but a secret', async () => {
  const { headers, body } = await signIn(it.zenix.demo.logins.telecaller);
  const cookie = headers.getSetCookie()[0];
  const [pair, ...attributes] = cookie.split('; ');
  assert.match(pair, /^zenix_session=[\w-]{32,}$/);
  for (const one of ['Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/']) assert.ok(attributes.includes(one), `${one} in ${cookie}`);
  assert.ok(attributes.some((one) => /^Max-Age=\d+$/.test(one)));
  assert.equal(headers.get('cache-control'), 'no-store');
  const secret = pair.slice('zenix_session='.length);
  assert.notEqual(body.csrf_token, secret);
  const stored = it.zenix.sql('select coalesce(string_agg(row_to_json(s)::text, $$,$$), $$$$) from sessions s');
  assert.ok(!stored.includes(secret), 'the database knows the cookie by its hash only');
});

test('a wrong name and a wrong password look the same', async () => {
  const user = await newUser(it.zenix, admin, 'auditor');
  const known = await signIn({ username: user.login.username, password: 'wrong password' }, at('10.1.0.1'));
  const unknown = await signIn({ username: fresh('nobody'), password: 'wrong password' }, at('10.1.0.1'));
  assert.deepEqual([known.status, known.body.code, known.body.detail], [unknown.status, unknown.body.code, unknown.body.detail]);
  assert.equal(known.status, 401);
});

test('guessing is slowed down: 429 with Retry-After, for that name and place only', async () => {
  const user = await newUser(it.zenix, admin, 'telecaller');
  const wrong = { username: user.login.username, password: 'guess' };
  let throttled;
  for (let n = 0; n < 10 && !throttled; n += 1) {
    const answer = await signIn(wrong, at('10.1.0.2'));
    if (answer.status === 429) throttled = answer;
    else assert.equal(answer.status, 401);
  }
  assert.ok(throttled, 'ten wrong passwords went by');
  assert.equal(throttled.body.code, 'throttled');
  assert.ok(Number(throttled.headers.get('retry-after')) >= 1);
  assert.equal((await signIn(user.login, at('10.1.0.2'))).status, 429, 'the right one must wait too');
  assert.equal((await signIn(user.login, at('10.1.0.3'))).status, 200, 'another place is not punished');
  const { items } = await admin.ok('GET', '/api/v1/audit?limit=50');
  assert.ok(items.some((one) => one.action === 'session.throttled' && one.subject === `user:${user.id}`));
});

test('twenty guesses from one place stop all guesses from there', async () => {
  const answers = [];
  for (let n = 0; n < 24; n += 1) answers.push(await signIn({ username: fresh('guess'), password: 'x' }, at('10.1.0.4')));
  assert.equal(answers.at(-1).status, 429);
  assert.ok(answers.filter(({ status }) => status === 401).length >= 15, 'a call centre behind one address gets some');
});

const still = async (client) => (await client.call('GET', '/api/v1/session')).status;

test('switching a user off ends sessions, streams and phone at once', async () => {
  const user = await newUser(it.zenix, admin, 'telecaller');
  const phone = await telecaller(user);
  const stream = user.events('topics=me');
  await stream.opened;
  await admin.ok('PATCH', `/api/v1/users/${user.id}`, { active: false });
  assert.equal(await still(user), 401);
  await until('the phone is cut off', () => phone.socket.readyState === phone.socket.CLOSED);
  await until('the stream is cut off', () => stream.socket.readyState === stream.socket.CLOSED);
  assert.equal((await signIn(user.login)).status, 401);
  assert.equal(await knock(phone.credentials.ws_url), 401, "the phone's ticket is dead");
  await admin.ok('PATCH', `/api/v1/users/${user.id}`, { active: true });
  assert.equal(await still(user), 401, 'switched on again, the old session stays dead');
  assert.equal((await signIn(user.login)).status, 200);
});

/** What a WebSocket's handshake is answered with: a status, or `open`. */
const knock = (url) =>
  new Promise((done) => {
    const socket = new WebSocket(url, 'sip');
    socket.once('unexpected-response', (_, answer) => done(answer.statusCode)).once('error', () => {});
    socket.once('open', () => done('open') ?? socket.close());
  });

test('a changed password ends the sessions, and only the new one is good', async () => {
  const user = await newUser(it.zenix, admin, 'supervisor');
  await admin.ok('PATCH', `/api/v1/users/${user.id}`, { password: 'another good password' });
  assert.equal(await still(user), 401);
  assert.equal((await signIn(user.login)).status, 401);
  assert.equal((await signIn({ ...user.login, password: 'another good password' })).status, 200);
});

test('a changed role ends the sessions; a changed name does not', async () => {
  const user = await newUser(it.zenix, admin, 'supervisor');
  await admin.ok('PATCH', `/api/v1/users/${user.id}`, { display_name: 'Another Name' });
  assert.equal(await still(user), 200);
  await admin.ok('PATCH', `/api/v1/users/${user.id}`, { role: 'telecaller' });
  assert.equal(await still(user), 401);
  const again = await Client.signIn(it.zenix, user.login);
  assert.equal((await again.call('GET', '/api/v1/users')).status, 403);
});

test('signing out kills the cookie for good', async () => {
  const user = await newUser(it.zenix, admin, 'auditor');
  const { cookie } = user;
  await user.ok('DELETE', '/api/v1/session');
  assert.equal(await still(new Client(it.zenix.url, { cookie })), 401);
});

test('a token acts as its role, until it is revoked: then at once no more', async () => {
  const made = await admin.ok('POST', '/api/v1/tokens', { name: fresh('reports'), role: 'supervisor' });
  const system = Client.bearing(it.zenix, made.token);
  assert.equal((await system.call('GET', '/api/v1/users')).status, 200);
  assert.equal((await system.call('POST', '/api/v1/tokens', { name: 'x', role: 'admin' })).status, 403);
  const note = await system.call('POST', '/api/v1/customers/1/notes', { text: 'From a system.' });
  assert.equal(note.status, 201, 'no CSRF token is asked of a token');
  assert.ok(!it.zenix.sql("select string_agg(row_to_json(t)::text, '') from api_tokens t").includes(made.token));
  const listed = (await admin.ok('GET', '/api/v1/tokens?limit=200')).items.find((one) => one.id === made.id);
  assert.ok(listed && !('token' in listed));
  await admin.ok('DELETE', `/api/v1/tokens/${made.id}`);
  assert.equal((await system.call('GET', '/api/v1/users')).status, 401);
});

test('a token past its end is refused', async () => {
  const made = await admin.ok('POST', '/api/v1/tokens', { name: fresh('short'), role: 'auditor', expires_at: new Date(Date.now() + 1500).toISOString() });
  const system = Client.bearing(it.zenix, made.token);
  assert.equal((await system.call('GET', '/api/v1/users')).status, 200);
  await until('it has ended', async () => (await system.call('GET', '/api/v1/users')).status === 401);
});

test('the last administrator cannot lock the house', async () => {
  const others = (await admin.ok('GET', '/api/v1/users?limit=200')).items.filter((one) => one.role === 'admin' && one.active);
  const me = others.find((one) => one.username === it.zenix.demo.logins.admin.username);
  const switchedOff = others.filter((one) => one.id !== me.id);
  for (const one of switchedOff) await admin.ok('PATCH', `/api/v1/users/${one.id}`, { active: false });
  for (const change of [{ active: false }, { role: 'auditor' }]) {
    const { status, body } = await admin.call('PATCH', `/api/v1/users/${me.id}`, change);
    assert.deepEqual([status, body.code], [409, 'last_admin']);
  }
  for (const one of switchedOff) await admin.ok('PATCH', `/api/v1/users/${one.id}`, { active: true });
});

test('every act of an administrator is in the audit log, each entry chained to the one before', async () => {
  const user = await newUser(it.zenix, admin, 'auditor');
  await admin.ok('PATCH', `/api/v1/users/${user.id}`, { password: 'yet another password' });
  const { items } = await admin.ok('GET', '/api/v1/audit?limit=20');
  const mine = items.filter((one) => one.subject === `user:${user.id}`).map((one) => one.action);
  assert.ok(mine.includes('user.created') && mine.includes('user.updated'), mine.join());
  assert.equal(new Set(items.map((one) => one.hash)).size, items.length);
  assert.ok(!JSON.stringify(items).includes('yet another password'));
  assert.ok(!JSON.stringify(items).includes(password));
});

test('a session lives through a PostgreSQL that does not answer', async () => {
  const user = await newUser(it.zenix, admin, 'supervisor');
  const postmaster = it.zenix.postmasterPid();
  const children = it.zenix.childrenOf(postmaster);
  for (const pid of [postmaster, ...children]) process.kill(pid, 'SIGSTOP');
  try {
    assert.equal(await still(user), 200, 'known without asking the database');
    assert.equal((await user.call('GET', '/api/v1/agents/me')).status, 200);
    const asking = user.call('GET', '/api/v1/customers?q=asha');
    await sleep(3000);
    assert.equal(await still(user), 200);
    assert.equal((await fetch(`${it.zenix.url}/healthz`)).status, 200);
    for (const pid of [...children, postmaster]) process.kill(pid, 'SIGCONT');
    const { status } = await asking;
    assert.ok(status === 200 || status === 503, `the list: ${status}`);
  } finally {
    for (const pid of [...children, postmaster]) process.kill(pid, 'SIGCONT');
  }
  await until('the database is there again', async () => (await user.call('GET', '/api/v1/customers?q=asha')).status === 200, { within: 30_000 });
  assert.equal(await still(user), 200);
});
