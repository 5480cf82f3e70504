// What every file of tests/system shares: a demonstration, and every answer held against the document.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { Client } from './client.mjs';
import { judge, judgeMessage } from './contract.mjs';
import { Phone } from './phone.mjs';
import { Zenix } from './server.mjs';

/**
 * Call at the top of a file. `prepare` runs once the server serves, and may give a function that tidies up.
 * All in one hook: hooks of a file's top level do not wait for each other.
 */
export function suite(prepare = () => {}, { own = false } = {}) {
  const it = { zenix: null, faults: new Set(), seen: new Map(), heard: new Set() };
  let tidy;
  before(async () => {
    it.zenix = own ? await Zenix.start() : await Zenix.shared();
    Client.onAnswer = (answer) => {
      for (const fault of judge(answer)) it.faults.add(fault);
      it.seen.set(`${answer.method} ${answer.path} ${answer.status}`, answer);
    };
    Client.onMessage = (message) => {
      for (const fault of judgeMessage(message)) it.faults.add(fault);
      if (message.type === 'event') it.heard.add(`${message.topic}/${message.name}`);
    };
    tidy = await prepare();
  });
  after(async () => {
    await tidy?.();
    for (const socket of [...Client.streams, ...Phone.openOnes]) socket.terminate();
    const left = await it.zenix?.stop();
    neverHang();
    assert.deepEqual(left, [], 'no process is left behind');
    assert.deepEqual([...it.faults], [], 'every answer and event is as the document says');
  });
  return it;
}

/** What is still open after the last test would hold the file up for ever: it says so and ends instead. */
function neverHang() {
  const say = () => {
    console.error(`still open 30 s after the last test: ${process.getActiveResourcesInfo().join(', ')}`);
    process.exit(1);
  };
  setTimeout(say, 30_000).unref();
}

let last = Date.now() % 1_000_000;
/** A name nobody has yet. */
export const fresh = (prefix) => `${prefix}-${(last += 1).toString(36)}-${process.pid.toString(36)}`;

export const password = 'correct horse battery';

/** A new user of a role, signed in; `id` and `login` with it. */
export async function newUser(zenix, admin, role, extra = {}) {
  const login = { username: fresh(role), password };
  const user = await admin.ok('POST', '/api/v1/users', { ...login, display_name: `Test ${role}`, role });
  const client = await Client.signIn(zenix, login, extra);
  return Object.assign(client, { id: user.id, login });
}

/** A demonstration borrower nobody has called yet today and whose phone behaves as `digits` says. */
export function unusedBorrower(zenix, digits, skip = 0) {
  const [id, name, phone] = zenix
    .sql(
      `select c.id, c.name, p.e164 from customers c join customer_phones p on p.customer_id = c.id and p.kind = 'primary'
       where p.e164 like '+91%${digits}' and not exists (select from gate_decisions d where d.phone_number = p.e164)
         and not exists (select from do_not_call n where n.phone_number = p.e164)
       order by c.id offset ${skip} limit 1`,
    )
    .split('|');
  return { id: Number(id), name, phone };
}
