/** Wall clocks of other zones, without a library: Intl knows every offset. */

function partsIn(instant: Date, timeZone: string): Record<string, string> {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return Object.fromEntries(format.formatToParts(instant).map((part) => [part.type, part.value]));
}

/** `YYYY-MM-DDTHH:MM` on the wall there. */
export function wallClock(instant: Date, timeZone: string): string {
  const p = partsIn(instant, timeZone);
  return `${p['year'] ?? ''}-${p['month'] ?? ''}-${p['day'] ?? ''}T${p['hour'] ?? ''}:${p['minute'] ?? ''}`;
}

/** The instant at which the wall there shows `local`; the first one where clocks go back. */
export function instantOf(local: string, timeZone: string): Date | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(local)) return null;
  const wanted = Date.parse(`${local}:00Z`);
  if (Number.isNaN(wanted)) return null;
  let guess = wanted;
  for (let i = 0; i < 3; i += 1) {
    const shown = Date.parse(`${wallClock(new Date(guess), timeZone)}:00Z`);
    if (shown === wanted) break;
    guess += wanted - shown;
  }
  return new Date(guess);
}

/** The civil day `days` after today there. */
export function dayThere(timeZone: string, days: number, now = new Date()): string {
  const today = Date.parse(`${wallClock(now, timeZone).slice(0, 10)}T00:00:00Z`);
  return new Date(today + days * 86_400_000).toISOString().slice(0, 10);
}

export function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
