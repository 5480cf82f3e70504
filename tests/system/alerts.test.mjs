// Alerts: a trunk that is unplugged is told, seen, acknowledged, and resolved when it is back.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { test } from 'node:test';

import { Client } from '../lib/client.mjs';
import { until } from '../lib/server.mjs';
import { newUser, suite } from '../lib/suite.mjs';

let admin;
let supervisor;
let hook;
const posts = [];
const it = suite(async () => {
  admin = await Client.signIn(it.zenix, 'admin');
  supervisor = await newUser(it.zenix, admin, 'supervisor');
  hook = createServer((request, answer) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      posts.push({ body, signature: request.headers['x-zenix-signature'], id: request.headers['x-zenix-event'] });
      answer.end();
    });
  });
  await new Promise((done) => hook.listen(0, '127.0.0.1', done));
  return () => {
    unplug(false);
    hook.close();
  };
});

const secret = 'a shared secret';
const settings = (webhook) => ({
  escalate_after_min: 15,
  remind_every_min: 0,
  email: { enabled: false, security: 'starttls', min_severity: 'warning' },
  webhook: { enabled: webhook, url: `http://127.0.0.1:${hook.address().port}/`, secret, min_severity: 'info' },
});

/** The lab's network stops answering, as behind a pulled cable, and comes back. */
function unplug(away) {
  const lab = it.zenix.processes().filter(({ args }) => args.includes('/lab/asterisk') && args.includes('asterisk.conf'));
  assert.ok(lab.length > 0, "the lab's Asterisk is found");
  for (const { pid } of lab) process.kill(pid, away ? 'SIGSTOP' : 'SIGCONT');
}

const patience = { within: 60_000 };

test('a trunk that is unplugged raises an alert, and back resolves it', async () => {
  const [trunk] = (await admin.ok('GET', '/api/v1/trunks')).items;
  await until('the trunk is reachable', async () => (await admin.ok('GET', `/api/v1/trunks/${trunk.id}`)).state === 'reachable', patience);
  await admin.ok('PUT', '/api/v1/alert-settings', settings(true));
  const stream = supervisor.events('topics=alerts');
  await stream.opened;
  const snapshot = await until('a snapshot', () => stream.snapshot);
  const ours = (alert) => alert.kind === 'trunk_unreachable' && alert.subject === `trunk ${trunk.name}`;
  assert.ok(!snapshot.topics.alerts.alerts.some(ours), 'it does not stand yet');
  const heard = (state) => stream.seen.find((m) => m.type === 'event' && m.topic === 'alerts' && ours(m.data) && m.data.state === state)?.data;

  unplug(true);
  const raised = await until('the alert', () => heard('open'), patience);
  assert.equal(raised.severity, 'critical', 'it is the only way out');
  const [listed] = (await supervisor.ok('GET', '/api/v1/alerts?kind=trunk_unreachable')).items.filter(ours);
  assert.equal(listed.id, raised.id);
  assert.match(await (await fetch(`${it.zenix.url}/metrics`)).text(), /zenix_alerts_unresolved\{severity="critical"\} [1-9]/);

  const after = await supervisor.ok('POST', `/api/v1/alerts/${raised.id}/acknowledge`, { note: 'looking for the cable' });
  assert.deepEqual([after.state, after.acknowledged_by, after.note], ['acknowledged', supervisor.login.username, 'looking for the cable']);
  await until('the event', () => heard('acknowledged'));
  const again = await admin.call('POST', `/api/v1/alerts/${raised.id}/acknowledge`, {});
  assert.deepEqual([again.status, again.body.code], [409, 'acknowledged']);
  const audit = (await admin.ok('GET', '/api/v1/audit')).items.find((e) => e.action === 'alert.acknowledged');
  assert.deepEqual([audit.actor, audit.subject], [supervisor.login.username, `alert:${raised.id}`]);

  unplug(false);
  await until('it is resolved', () => heard('resolved'), patience);
  const done = await until('and is in the list of those', async () =>
    (await supervisor.ok('GET', '/api/v1/alerts?state=resolved')).items.find((a) => a.id === raised.id));
  assert.ok(done.resolved_at);
  stream.socket.close();

  const events = () => posts.map((p) => JSON.parse(p.body)).filter((p) => p.alert?.id === raised.id).map((p) => p.event);
  await until('the webhook has both', () => events().length >= 2);
  assert.deepEqual(events(), ['raised', 'resolved']);
  for (const { body, signature } of posts) {
    const [, t, hex] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature);
    assert.equal(hex, createHmac('sha256', secret).update(`${t}.${body}`).digest('hex'));
  }
  const told = (await supervisor.ok('GET', `/api/v1/alerts/${raised.id}`)).notices;
  assert.deepEqual(told.map((n) => [n.what, n.channel, n.state]), [['raised', 'webhook', 'sent'], ['resolved', 'webhook', 'sent']]);
  await admin.ok('PUT', '/api/v1/alert-settings', settings(false));
});

test('alerts are for those who can do something about them', async () => {
  const telecaller = await newUser(it.zenix, admin, 'telecaller');
  const stream = telecaller.events('topics=alerts');
  await stream.opened;
  assert.equal(stream.refused?.status, 403);
  assert.equal((await telecaller.call('GET', '/api/v1/alerts')).status, 403);
});

test('a secret of the settings is kept, and never shown', async () => {
  const shown = await admin.ok('PUT', '/api/v1/alert-settings', settings(false));
  assert.equal(shown.webhook.has_secret, true);
  assert.ok(!JSON.stringify(shown).includes(secret));
  const { secret: _, ...rest } = settings(false).webhook;
  const kept = await admin.ok('PUT', '/api/v1/alert-settings', { ...settings(false), webhook: rest });
  assert.equal(kept.webhook.has_secret, true);
  assert.ok(!it.zenix.sql('select settings::text from alert_settings').includes(secret), 'nor stored in the clear');
});

test('the test button says what the peer said', async () => {
  await admin.ok('PUT', '/api/v1/alert-settings', settings(false));
  posts.length = 0;
  assert.deepEqual(await admin.ok('POST', '/api/v1/alert-settings/test', { channel: 'webhook' }), { ok: true, detail: 'It was taken.' });
  assert.equal(JSON.parse(posts[0].body).event, 'test');
  const missing = await admin.call('POST', '/api/v1/alert-settings/test', { channel: 'email' });
  assert.deepEqual([missing.status, missing.body.code], [409, 'not_configured']);
  const nobody = await admin.ok('PUT', '/api/v1/alert-settings', {
    ...settings(false),
    email: { enabled: true, host: '127.0.0.1', port: 9, security: 'none', from: 'zenix@example.org', to: ['ops@example.org'], min_severity: 'warning' },
  });
  assert.equal(nobody.email.enabled, true);
  const failed = await admin.ok('POST', '/api/v1/alert-settings/test', { channel: 'email' });
  assert.equal(failed.ok, false);
  assert.match(failed.detail, /connect/i);
  await admin.ok('PUT', '/api/v1/alert-settings', settings(false));
});

test('each kind says what it means and what to do', async () => {
  const { items } = await supervisor.ok('GET', '/api/v1/alert-kinds');
  assert.ok(items.length > 15);
  const guide = readFileSync(new URL('../../docs/guides/alerts.md', import.meta.url), 'utf8');
  for (const { kind, title, meaning, remedy } of items)
    for (const words of [title, meaning, remedy]) assert.ok(words && guide.includes(words), `${kind}: the guide lacks "${words}"`);
});
