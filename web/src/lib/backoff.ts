/** Waits that double from `first` to `most`, with a little jitter so that many pages do not return at once. */
export class Backoff {
  #tries = 0;

  constructor(
    private readonly firstMs: number,
    private readonly mostMs: number,
    private readonly random: () => number = Math.random,
  ) {}

  next(): number {
    const wait = Math.min(this.firstMs * 2 ** this.#tries, this.mostMs);
    this.#tries += 1;
    return Math.round(wait * (0.85 + 0.15 * this.random()));
  }

  reset(): void {
    this.#tries = 0;
  }
}
