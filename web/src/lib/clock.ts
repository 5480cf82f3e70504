/** The server's clock as far as this browser knows it: timers count from server times. */
let offsetMs = 0;

/** Called with the `Date` header of answers; small differences are rounding of that header. */
export function learnServerTime(dateHeader: string | null, now = Date.now()): void {
  if (dateHeader === null) return;
  const server = Date.parse(dateHeader);
  if (Number.isNaN(server)) return;
  const difference = server - now;
  offsetMs = Math.abs(difference) > 2_000 ? difference : 0;
}

export function serverNow(): number {
  return Date.now() + offsetMs;
}
