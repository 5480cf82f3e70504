// Texts asked for while the server is killed again and again.
import assert from 'node:assert/strict';

import { sleep, until } from './server.mjs';
import { fresh } from './suite.mjs';

/** Posts until it is answered for, through every restart; the key makes a second try the same message. Gives its id. */
export async function postText(client, body) {
  const key = fresh('text');
  for (;;) {
    try {
      const { status, body: made } = await client.call('POST', '/api/v1/messages', body, { 'idempotency-key': key });
      if (status === 201) return made.id;
      if (status < 500) assert.fail(`${status} ${JSON.stringify(made)}`);
    } catch (error) {
      if (error.name === 'AssertionError') throw error;
    }
    await sleep(100);
  }
}

/** Kills the server and starts it again `kills` times while `many` texts come in: at random shares of them, not by the clock. */
export async function killWhile(zenix, { many, kills, count }) {
  for (let n = 1; n <= kills; n += 1) {
    const share = Math.floor((many * (n - Math.random() * 0.8)) / (kills + 1));
    await until(`${share} texts are in`, () => count() >= share, { within: 180_000, every: 5 });
    await sleep(Math.random() * 60);
    await zenix.kill();
    await zenix.run();
  }
}
