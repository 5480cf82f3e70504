// The real page in Chromium, with a tone for a voice.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

import { until } from './server.mjs';
import { writeTone } from './tone.mjs';

const flags = (voice) => [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required',
  '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${voice}`,
];

export class Desk {
  /** Signs in through the page and waits until the phone is registered. */
  static async open(zenix, who = 'telecaller', { voiceHz = 600, viewport = { width: 1280, height: 720 } } = {}) {
    const desk = new Desk();
    desk.zenix = zenix;
    desk.folder = mkdtempSync(join(tmpdir(), 'zenix-desk-'));
    const voice = join(desk.folder, 'voice.wav');
    writeTone(voice, voiceHz);
    desk.browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: flags(voice) });
    const context = await desk.browser.newContext({ viewport, permissions: ['microphone'] });
    desk.page = await context.newPage();
    desk.errors = [];
    desk.page.on('pageerror', (error) => desk.errors.push(error.message));
    const { username, password } = zenix.demo.logins[who];
    try {
      await desk.page.goto(zenix.url);
      await desk.find('sign-in-username').fill(username);
      await desk.find('sign-in-password').fill(password);
      await desk.find('sign-in-submit').click();
      await desk.phoneReady();
    } catch (error) {
      await desk.close();  // A browser left behind would keep the test from ending.
      throw error;
    }
    return desk;
  }

  find(id) {
    return this.page.getByTestId(id);
  }

  async phoneReady(within = 20_000) {
    await until('the phone registers', async () => {
      // The check of microphone and output opens by itself at the first sign-in.
      const check = this.find('phone-check-close');
      if (await check.isVisible().catch(() => false)) await check.click().catch(() => {});
      return (await this.find('phone-status').getAttribute('data-state', { timeout: 500 }).catch(() => '')) === 'registered';
    }, { within });
  }

  state() {
    return this.find('state-chip').getAttribute('data-state');
  }
  callState() {
    return this.find('call-state').getAttribute('data-state', { timeout: 1000 }).catch(() => null);
  }
  async inCallState(...states) {
    return until(`call is ${states}`, async () => states.includes(await this.callState()), { within: 30_000 });
  }

  /** How much of what the page plays now is a tone of `hz`: 0 to 1, over `ms`. */
  hears(hz, ms = 1200) {
    return this.page.evaluate(
      async ([frequency, length]) => {
        const audio = document.querySelector('[data-testid="remote-audio"]');
        if (!audio?.srcObject) return 0;
        const context = new AudioContext();
        await context.resume();
        const analyser = context.createAnalyser();
        analyser.fftSize = 8192;
        analyser.smoothingTimeConstant = 0;
        context.createMediaStreamSource(audio.srcObject).connect(analyser);
        const bins = new Float32Array(analyser.frequencyBinCount);
        const width = context.sampleRate / analyser.fftSize;
        let best = 0;
        for (const end = performance.now() + length; performance.now() < end; ) {
          await new Promise((done) => setTimeout(done, 60));
          analyser.getFloatFrequencyData(bins);
          let near = 0;
          let all = 0;
          for (let i = 2; i * width < 3800; i += 1) {
            const power = 10 ** (bins[i] / 10);
            all += power;
            if (Math.abs(i * width - frequency) < 30) near += power;
          }
          if (all > 1e-7) best = Math.max(best, near / all);
        }
        await context.close();
        return best;
      },
      [hz, ms],
    );
  }

  /** `number` is one borrower's. Returns when only they are shown: a list that still moves moves rows under the click. */
  async findBorrower(number) {
    await this.find('search').fill(number);
    await this.page.locator('[data-testid^=customer-row-]').nth(1).waitFor({ state: 'detached' });
    await this.page.locator('[data-testid^=customer-row-]').waitFor();
  }

  async close() {
    await this.browser.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
