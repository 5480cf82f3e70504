// A phone's credentials: good in its own page, useless everywhere else, before and after a crash.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Client } from '../lib/client.mjs';
import { Phone, telecaller } from '../lib/phone.mjs';
import { until } from '../lib/server.mjs';
import { fresh, newUser, suite } from '../lib/suite.mjs';
import { tryToRegister, udp, webSocket } from '../lib/thief.mjs';

let admin;
const it = suite(async () => {
  admin = await Client.signIn(it.zenix, 'admin');
}, { own: true });

const node = () => JSON.parse(readFileSync(join(it.zenix.folder, 'asterisk', 'node.json'), 'utf8'));
const refusedEverywhere = async (credentials, when) => {
  const { sip_port, http_port } = node();
  const ways = {
    UDP: () => udp(sip_port),
    'UDP from another address': () => udp(sip_port, '127.0.0.2'),
    "Asterisk's own WebSocket": () => webSocket(`ws://127.0.0.1:${http_port}/ws`),
  };
  for (const [name, open] of Object.entries(ways)) {
    const statuses = await tryToRegister(await open(), credentials);
    assert.equal(statuses.length > 0 && statuses.every((status) => status === 401 || status === 403), true, `${name}, ${when}: ${statuses}`);
  }
};
const isOnline = async (client) => (await client.ok('GET', '/api/v1/agents/me')).phone_online;

test('name and password of a phone open nothing but its own way through the relay', async () => {
  const who = await newUser(it.zenix, admin, 'telecaller');
  const credentials = await who.ok('GET', '/api/v1/softphone');
  await refusedEverywhere(credentials, 'before the phone is there');
  const phone = await telecaller(who);
  await refusedEverywhere(credentials, 'while it is registered');
  assert.equal(await isOnline(who), true, 'the phone itself was not disturbed');
  await phone.register();

  // Through the relay of a session of one's own the stolen name opens nothing either.
  const thief = await newUser(it.zenix, admin, 'telecaller');
  const own = await thief.ok('GET', '/api/v1/softphone');
  const statuses = await tryToRegister(await webSocket(own.ws_url), credentials);
  assert.equal(statuses.includes(200), false, `by another's relay: ${statuses}`);
  assert.equal(await isOnline(who), true);

  await it.zenix.kill();
  await refusedEverywhere(credentials, 'while zenix is away');
  await it.zenix.run();
  await refusedEverywhere(credentials, 'after zenix came back');
  const again = await telecaller(who);
  assert.equal(again.credentials.password, credentials.password, 'the session keeps its phone');
  await refusedEverywhere(credentials, 'after the phone came back');
  await again.register();
  assert.equal(await isOnline(who), true);
  await again.close();
});

test('signing out ends the credentials, in the relay too', async () => {
  const login = { username: fresh('telecaller'), password: 'correct horse battery' };
  await admin.ok('POST', '/api/v1/users', { ...login, display_name: 'Test', role: 'telecaller' });
  const who = await Client.signIn(it.zenix, login);
  const phone = await Phone.open(who);
  await who.ok('DELETE', '/api/v1/session');
  assert.equal(await phone.closed, 4001);
  await refusedEverywhere(phone.credentials, 'after the sign-out');
  await assert.rejects(webSocket(phone.credentials.ws_url), /401/);
});

test('a phone that comes back by another network closes the socket it left behind', async () => {
  const who = await newUser(it.zenix, admin, 'telecaller');
  const before = await telecaller(who);
  const now = await Phone.open(who);
  assert.equal(await before.closed, 4002);
  await until('the server sees the phone', () => isOnline(who));
  await now.close();
});
