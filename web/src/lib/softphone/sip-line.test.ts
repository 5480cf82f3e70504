import type { UserAgentOptions } from 'sip.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { FakeSipSocket } from '@/testing/fake-sip-socket';

import { absoluteWsUrl, SipLine } from './sip-line';
import type { LineCredentials, PhoneState } from './softphone';
import { SupervisedPhone } from './supervised-phone';

const CREDENTIALS: LineCredentials = {
  ws_url: 'ws://127.0.0.1/sip?ticket=t',
  uri: 'sip:asha@zenix.test',
  authorization_username: 'asha',
  password: 'p',
  ice_servers: [],
};

/** Stands in for WebRTC, which jsdom has not: any offer is answered with one line of audio. */
const handlerFactory: NonNullable<UserAgentOptions['sessionDescriptionHandlerFactory']> = () => {
  const body = 'v=0\r\no=- 2 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 5000 RTP/AVP 0\r\n';
  return {
    getDescription: () => Promise.resolve({ body, contentType: 'application/sdp' }),
    setDescription: () => Promise.resolve(),
    hasDescription: (type: string) => type === 'application/sdp',
    rollbackDescription: () => Promise.resolve(),
    sendDtmf: () => false,
    close: () => undefined,
  };
};

async function startPhone() {
  let tickets = 0;
  const phone = new SupervisedPhone({
    credentials: () => {
      tickets += 1;
      return Promise.resolve(tickets === 1 ? CREDENTIALS : { ...CREDENTIALS, ws_url: `ws://127.0.0.1/sip?ticket=t${tickets}` });
    },
    openLine: (credentials, events) => new SipLine(credentials, events, handlerFactory),
  });
  phone.start();
  await until(phone, (state) => state.line === 'registered');
  return phone;
}

function until(phone: SupervisedPhone, wanted: (state: PhoneState) => boolean): Promise<void> {
  return vi.waitFor(() => {
    if (!wanted(phone.state())) throw new Error(JSON.stringify(phone.state()));
  }, 4_000);
}

const socket = () => {
  const newest = FakeSipSocket.opened.at(-1);
  if (!newest) throw new Error('no socket');
  return newest;
};

describe('the SIP.js line', () => {
  beforeEach(() => {
    FakeSipSocket.opened = [];
    vi.stubGlobal('WebSocket', FakeSipSocket);
  });
  afterEach(() => vi.unstubAllGlobals());

  it('registers over the WebSocket of the credentials', async () => {
    const phone = await startPhone();
    expect(socket().url).toBe(CREDENTIALS.ws_url);
    expect(socket().sent[0]).toMatch(/^REGISTER sip:zenix\.test/);
    phone.stop();
  });

  it('answers an auto-answer INVITE with 200 and never says ringing', async () => {
    const phone = await startPhone();
    socket().invite('auto-1', ['X-Zenix-Auto-Answer: yes']);
    await vi.waitFor(() => expect(socket().about('auto-1')).toContain('SIP/2.0 200 OK'));
    expect(socket().about('auto-1').some((line) => line.includes('180'))).toBe(false);
    phone.stop();
  });

  it('rings for a plain INVITE and answers on the verb', async () => {
    const phone = await startPhone();
    socket().invite('ring-1');
    await until(phone, (state) => state.session === 'ringing');
    expect(phone.state().caller).toBe('Sunita');
    await vi.waitFor(() => expect(socket().about('ring-1').some((line) => line.includes('180'))).toBe(true));
    void phone.answer();
    await vi.waitFor(() => expect(socket().about('ring-1')).toContain('SIP/2.0 200 OK'));
    phone.stop();
  });

  it('registers again after the WebSocket drops', async () => {
    const phone = await startPhone();
    socket().lose();
    await until(phone, (state) => state.line === 'connecting');
    await until(phone, (state) => state.line === 'registered');
    expect(FakeSipSocket.opened).toHaveLength(2);
    phone.stop();
  });

  it('takes a running call along: a re-INVITE over the new WebSocket, with its own ticket', async () => {
    const phone = await startPhone();
    const first = socket();
    first.invite('follow-1', ['X-Zenix-Auto-Answer: yes']);
    await vi.waitFor(() => expect(first.about('follow-1')).toContain('SIP/2.0 200 OK'));
    first.acknowledge('follow-1');
    await until(phone, (state) => state.session === 'up');
    first.lose();
    await vi.waitFor(() => expect(socket().about('follow-1')[0]).toMatch(/^INVITE sip:zenix@127/), 4_000);
    const second = socket();
    expect(second).not.toBe(first);
    expect(second.url).toBe('ws://127.0.0.1/sip?ticket=t2');
    await vi.waitFor(() => expect(second.about('follow-1')).toHaveLength(2));
    expect(second.about('follow-1')[1]).toMatch(/^ACK/);
    expect(second.sent.some((text) => /^Expires: 0$|expires=0/m.test(text))).toBe(false);
    expect(phone.state()).toMatchObject({ line: 'registered', session: 'up' });
    phone.stop();
  });

  it('sends no BYE when the page lets go', async () => {
    const phone = await startPhone();
    socket().invite('keep-1', ['X-Zenix-Auto-Answer: yes']);
    await vi.waitFor(() => expect(socket().about('keep-1')).toContain('SIP/2.0 200 OK'));
    phone.stop();
    expect(socket().sent.some((text) => text.startsWith('BYE'))).toBe(false);
  });

  it('reads a ws_url that is relative to the page', () => {
    expect(absoluteWsUrl('/sip?ticket=a', 'https://zenix.test/desk')).toBe('wss://zenix.test/sip?ticket=a');
    expect(absoluteWsUrl('ws://zenix.test/sip', 'https://zenix.test/')).toBe('ws://zenix.test/sip');
  });
});
