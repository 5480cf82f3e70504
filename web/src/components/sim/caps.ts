import type { Sim } from '@/lib/api/schema.gen';

export const MEASURES = ['minutes', 'calls', 'texts', 'recipients'] as const;
export const SPANS = ['day', 'month', 'window'] as const;
export type Measure = (typeof MEASURES)[number];
export type Span = (typeof SPANS)[number];

export interface CapLine {
  measure: Measure;
  span: Span;
  used: number;
  /** Null where nobody set one. */
  cap: number | null;
  /** Used of the cap, 0 to 1 and beyond; null without a cap. */
  share: number | null;
}

const USE = { day: 'today', month: 'month', window: 'window' } as const satisfies Record<Span, keyof Sim['use']>;
const COUNT = { minutes: 'minutes', calls: 'attempts', texts: 'texts', recipients: 'recipients' } as const satisfies Record<Measure, keyof Sim['use']['today']>;

/** Every measure in every span, with its cap where there is one. */
export function capLines(sim: Sim): CapLine[] {
  return SPANS.flatMap((span) =>
    MEASURES.map((measure) => {
      const used = sim.use[USE[span]][COUNT[measure]];
      const cap = sim.limits[`${measure}_per_${span}`];
      return { measure, span, used, cap, share: cap === null ? null : cap === 0 ? 1 : used / cap };
    }),
  );
}

/** The cap that is nearest to its end: what a tile has room for. */
export function fullest(sim: Sim): CapLine | null {
  return capLines(sim).reduce<CapLine | null>((most, line) => (line.share !== null && line.share > (most?.share ?? -1) ? line : most), null);
}

/** The alert's own lines: 80 % warns, 100 % takes the SIM out. */
export function capTone(share: number): 'good' | 'warn' | 'bad' {
  return share >= 1 ? 'bad' : share >= 0.8 ? 'warn' : 'good';
}
