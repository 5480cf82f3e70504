const NAME = 'zenix-phone';
/** A reload frees the lock of the page before within this time; only later is it another tab's. */
const GRACE_MS = 400;

/** One tab of the browser holds the phone. The others wait in line and may take it over. */
export class PhoneLock {
  #release: (() => void) | null = null;
  #waiting: AbortController | null = null;
  #stopped = true;
  #grace: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly onOwner: (mine: boolean) => void) {}

  start(): void {
    this.#stopped = false;
    this.#grace = setTimeout(() => {
      if (!this.#release) this.onOwner(false);
    }, GRACE_MS);
    void this.#request(false);
  }

  takeOver(): void {
    if (this.#stopped || this.#release) return;
    this.#waiting?.abort();
    void this.#request(true);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#grace);
    this.#waiting?.abort();
    this.#release?.();
    this.#release = null;
  }

  async #request(steal: boolean): Promise<void> {
    const locks = navigator.locks as LockManager | undefined;
    if (!locks) {
      this.onOwner(true);
      return;
    }
    const waiting = new AbortController();
    this.#waiting = waiting;
    const hold = () => {
      if (this.#stopped) return Promise.resolve();
      clearTimeout(this.#grace);
      this.#waiting = null;
      this.onOwner(true);
      return new Promise<void>((resolve) => {
        this.#release = resolve;
      });
    };
    try {
      await locks.request(NAME, steal ? { steal: true } : { signal: waiting.signal }, hold);
    } catch {
      // Given up on purpose (stop, or a take-over of ours), or stolen by another tab.
      if (this.#stopped || waiting.signal.aborted) return;
      this.#release = null;
      this.onOwner(false);
      void this.#request(false);
    }
  }
}
