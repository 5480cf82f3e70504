// Telecallers and borrowers for a bench: phones without a browser, borrowers who answer at once.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Client } from '../../tests/lib/client.mjs';
import { Phone, telecaller } from '../../tests/lib/phone.mjs';
import { newUser } from '../../tests/lib/suite.mjs';

export const nodeOf = (zenix) => JSON.parse(readFileSync(join(zenix.folder, 'asterisk', 'node.json'), 'utf8'));

/** Borrowers nobody has called, taught to answer after `ms`. */
export async function willing(zenix, count, ms, skip = 0) {
  const rows = zenix.sql(
    `select c.id, p.e164 from customers c join customer_phones p on p.customer_id = c.id and p.kind = 'primary'
     where not exists (select from gate_decisions d where d.phone_number = p.e164)
       and not exists (select from do_not_call n where n.phone_number = p.e164) order by c.id offset ${skip} limit ${count}`,
  );
  const list = rows.split('\n').map((row) => ({ id: Number(row.split('|')[0]), number: row.split('|')[1], used: 0 }));
  for (let from = 0; from < list.length; from += 50)
    await Promise.all(
      list.slice(from, from + 50).map((one) =>
        zenix.lab('PUT', `/lab/v1/borrowers/${encodeURIComponent(one.number)}`, { behaviour: 'answer', answer_after_ms: ms, tone_hz: 800 }),
      ),
    );
  return list;
}

/** `count` telecallers with their accounts; phones come with `connect`. */
export async function hire(zenix, count) {
  const admin = await Client.signIn(zenix, 'admin');
  const crew = [];
  for (let n = 0; n < count; n += 1) crew.push({ client: await newUser(zenix, admin, 'telecaller') });
  return { admin, crew };
}

/** Each phone through zenix's relay; again after a restart of zenix. */
export async function connect(crew) {
  for (const one of crew) one.phone = await telecaller(one.client);
}

/**
 * The same phones straight to Asterisk's own socket, past zenix. Its own endpoints are known by the relay's mark
 * only, so each phone gets one more that goes by its name, and is the same otherwise.
 */
export async function connectBare(crew, node) {
  const headers = { authorization: `Basic ${Buffer.from(`zenix:${node.password}`).toString('base64')}`, 'content-type': 'application/json' };
  for (const one of crew) {
    one.credentials ??= one.phone.credentials;
    const login = one.credentials.authorization_username;
    const object = (id) => `http://127.0.0.1:${node.http_port}/ari/asterisk/config/dynamic/res_pjsip/endpoint/${id}`;
    const kept = await (await fetch(object(login.replace('line-', 'phone-')), { headers })).json();
    const wanted = ['transport', 'context', 'allow', 'aors', 'auth', 'webrtc', 'dtls_auto_generate_cert', 'direct_media', 'rtp_symmetric', 'force_rport', 'rewrite_contact', 'dtmf_mode', 'timers'];
    const fields = kept.filter(({ attribute }) => wanted.includes(attribute)).map(({ attribute, value }) => ({ attribute, value: value.replace(/^\((.*)\)$/, '$1').replaceAll('|', ',') }));
    const body = JSON.stringify({ fields: [{ attribute: 'disallow', value: 'all' }, ...fields, { attribute: 'identify_by', value: 'auth_username' }] });
    const answer = await fetch(object(login), { method: 'PUT', headers, body });
    if (!answer.ok) throw new Error(`${object(login)}: ${answer.status} ${await answer.text()}`);
    one.bare = await Phone.open({ ok: async () => ({ ...one.credentials, ws_url: `ws://127.0.0.1:${node.http_port}/ws` }) });
  }
}
