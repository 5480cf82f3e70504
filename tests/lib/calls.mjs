// Calls over the API, by telecallers whose phone is lib/phone.mjs.
import { until } from './server.mjs';

export const live = ['calling_telecaller', 'dialing', 'ringing', 'early_media'];

/** Starts a call and waits until the borrower talks, or the call is over. */
export async function dial(client, target) {
  const { id } = await client.ok('POST', '/api/v1/calls', target);
  return until('the call is answered or over', async () => {
    const call = await client.ok('GET', `/api/v1/calls/${id}`);
    return !live.includes(call.state) && call;
  }, { within: 40_000 });
}

/** Hangs up, waits until wrap-up has begun and the call is settled, and writes the outcome. */
export async function finish(client, id, outcome = { disposition: 'hung_up' }) {
  await client.ok('POST', `/api/v1/calls/${id}/hangup`);
  await until('the call is over', async () => (await client.ok('GET', `/api/v1/calls/${id}`)).state === 'ended', { within: 20_000 });
  await until('wrap-up', async () => (await client.ok('GET', '/api/v1/agents/me')).call_id !== id);
  return client.ok('PUT', `/api/v1/calls/${id}/outcome`, outcome);
}
