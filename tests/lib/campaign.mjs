// Telecallers who work in a campaign by themselves, and borrowers who are its leads.
import { telecaller } from './phone.mjs';
import { sleep, until } from './server.mjs';
import { newUser } from './suite.mjs';

/** A telecaller with a phone who talks for `talkMs`, hangs up and writes `disposition`, again and again. */
export class Bot {
  calls = new Set();
  #goesOn = true;

  static async hire(zenix, admin) {
    const bot = new Bot();
    bot.zenix = zenix;
    bot.client = await newUser(zenix, admin, 'telecaller');
    return bot;
  }

  async sit() {
    this.phone = await telecaller(this.client);
  }

  async join(campaign) {
    await this.client.ok('PUT', '/api/v1/my-campaign', { campaign_id: campaign.id });
  }

  work({ talkMs = 1000, disposition = 'hung_up' } = {}) {
    this.working = (async () => {
      while (this.#goesOn) {
        try {
          await this.#turn(talkMs, disposition);
        } catch {
          // The server is away for a moment, or the call went on without us.
        }
        await sleep(200);
      }
    })();
    return this;
  }

  async #turn(talkMs, disposition) {
    const me = await this.client.ok('GET', '/api/v1/agents/me');
    if (me.state === 'talking') {
      const id = me.call_id;
      await sleep(talkMs);
      await this.client.call('POST', `/api/v1/calls/${id}/hangup`);
      this.calls.add(id);
    } else if (me.state === 'wrap_up') {
      for (const id of this.calls) {
        const { status } = await this.client.call('PUT', `/api/v1/calls/${id}/outcome`, { disposition, next_state: 'ready' });
        if (status === 200) this.calls.delete(id);
      }
      const { items } = await this.client.ok('GET', '/api/v1/calls?limit=5');
      for (const call of items) if (call.state === 'ended' && !call.disposition) this.calls.add(call.id);
    } else if (me.state === 'paused' || me.state === 'offline') {
      await this.client.call('PUT', '/api/v1/agents/me/state', { state: 'ready' });
    }
  }

  async stop() {
    this.#goesOn = false;
    await this.working;
  }
}

/** The SIP trunk of the lab switched on: lines enough for a campaign. Gives what switches it off. */
export async function lines(admin, channels = 60) {
  const trunk = (await admin.ok('GET', '/api/v1/trunks')).items.find((one) => one.name === 'lab-sip');
  const { name, kind, host, port, username, codecs, caller_id } = trunk;
  const put = (enabled) =>
    admin.ok('PUT', `/api/v1/trunks/${trunk.id}`, { name, kind, host, port, username, codecs, caller_id, channels_max: channels, enabled });
  await put(true);
  await until('the trunk answers', async () => (await admin.ok('GET', `/api/v1/trunks/${trunk.id}`)).state === 'reachable', { within: 60_000 });
  return () => put(false);
}

let next = Date.now() % 10_000;
/** CSV of leads whose numbers nobody has: `count` of them, the last two digits as `digits` says, one after the other. */
export function leads(count, digits = ['10']) {
  const rows = ['phone,name,city'];
  for (let i = 0; i < count; i += 1) {
    next += 1;
    rows.push(`+9197${String(next).padStart(6, '0').slice(-6)}${digits[i % digits.length]},Lead ${next},Pune`);
  }
  return `${rows.join('\n')}\n`;
}

export const importLeads = (admin, campaign, csv) =>
  admin.ok('POST', `/api/v1/campaigns/${campaign.id}/leads?dry_run=false`, csv, { 'content-type': 'text/csv' });
