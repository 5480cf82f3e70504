// A signed-in person's browser that writes down all that is wrong with what it is shown.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream',
];

export const startBrowser = () => chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: flags });

/** Screens of which nothing may stick out: those telecallers have, and a tablet. */
export const sizes = { small: { width: 1280, height: 720 }, large: { width: 1920, height: 1080 }, tablet: { width: 1024, height: 768 } };

export class Looker {
  /** `who` is a role of the demonstration's logins, or null for nobody. */
  static async open(browser, zenix, who, { size = 'small', scheme = 'light' } = {}) {
    const looker = new Looker();
    const context = await browser.newContext({ viewport: sizes[size], colorScheme: scheme, permissions: ['microphone'], reducedMotion: 'reduce' });
    looker.context = context;
    looker.zenix = zenix;
    looker.page = await context.newPage();
    looker.faults = [];
    looker.#listen();
    await looker.page.addInitScript(() => localStorage.setItem('zenix.skip-phone-check', 'yes'));
    if (who) await looker.#signIn(typeof who === 'string' ? zenix.demo.logins[who] : who);
    return looker;
  }

  #listen() {
    const note = (text) => this.faults.push(`${new URL(this.page.url()).pathname}: ${text}`);
    this.page.on('pageerror', (error) => note(`threw ${error.message}`));
    this.page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) note(`console says ${message.text()}`);
    });
    this.page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText;
      // A page that is left takes its unfinished questions along.
      if (why !== 'net::ERR_ABORTED') note(`${request.method()} ${request.url()} failed: ${why}`);
    });
    this.page.on('response', (answer) => {
      if (answer.status() >= 400) note(`${answer.request().method()} ${answer.url()} answered ${answer.status()}`);
    });
  }

  async #signIn({ username, password }) {
    await this.page.goto(this.zenix.url);
    await this.page.getByTestId('sign-in-username').fill(username);
    await this.page.getByTestId('sign-in-password').fill(password);
    await this.page.getByTestId('sign-in-submit').click();
    await this.page.locator('nav').first().waitFor();
    await this.settled();
  }

  /** Goes there without loading the page anew, as a click on a link does. */
  async visit(path) {
    await this.page.evaluate((to) => {
      history.pushState({}, '', to);
      dispatchEvent(new PopStateEvent('popstate', { state: {} }));
    }, path);
    await this.page.waitForURL((url) => url.pathname + url.search === path);
    // A page that was idle once counts as idle for ever: a screen still on its way has no heading yet.
    await this.page.locator('h1').first().waitFor();
    await this.settled();
  }

  /** Until nothing is being loaded and nothing moves. */
  async settled() {
    await this.page.waitForLoadState('networkidle');
    await this.page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
    await this.page.evaluate(() => Promise.all(document.getAnimations().filter((a) => a.effect?.getComputedTiming().endTime !== Infinity).map((a) => a.finished.catch(() => {}))));
  }

  /** What WCAG 2.2 AA and a look at the edges find wrong with what is shown now. */
  async judge() {
    if (!(await this.page.evaluate(() => 'axe' in window))) await this.page.evaluate(axe);
    const { violations } = await this.page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id} at ${node.target.join(' ')}: ${node.failureSummary?.replaceAll(/\s+/g, ' ')}`));
    const edges = await this.page.evaluate(() => {
      const out = [];
      const root = document.scrollingElement;
      if (root.scrollWidth > root.clientWidth || root.scrollHeight > root.clientHeight) out.push('the page itself scrolls');
      for (const button of document.querySelectorAll('button, a, input, [role=button]')) {
        const box = button.getBoundingClientRect();
        if (box.width === 0 || getComputedStyle(button).visibility === 'hidden') continue;
        // Behind an edge it may be only where one can scroll to it.
        let around = button.parentElement;
        while (around && !/auto|scroll/.test(getComputedStyle(around).overflowX + getComputedStyle(around).overflowY)) around = around.parentElement;
        if (around || box.left < 0 && button.className.includes('skip')) continue;
        if (box.right > innerWidth + 1 || box.bottom > innerHeight + 1) out.push(`${button.textContent || button.getAttribute('aria-label')} lies outside the screen`);
      }
      return out;
    });
    return [...found, ...edges];
  }

  /** Where the rail and the tabs of this page lead. */
  async links() {
    const found = await this.page.locator('nav a').evaluateAll((all) => all.map((a) => new URL(a.href).pathname));
    return [...new Set(found)].filter((path) => path !== '/');
  }

  async picture(folder, name) {
    if (folder) await this.page.screenshot({ path: `${folder}/${name}.png` });
  }
  close() {
    return this.context.close();
  }
}
