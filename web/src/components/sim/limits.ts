import type { SimLimits, SimLimitsWrite } from '@/lib/api/schema.gen';
import { toMajor, toMinor } from '@/lib/format/format';

import { MEASURES, SPANS } from './caps';

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof DAYS)[number];

/** The limits that are whole numbers, each with the most the server takes. */
export const FIGURES = { window_hours: [1, 744], pause_s: [0, 3600], signal_floor_csq: [0, 31], bundle_minutes: [0, 1_000_000], bundle_texts: [0, 1_000_000], billing_day: [1, 28] } as const;
export const CAP_MOST = 1_000_000;
export type CapName = `${(typeof MEASURES)[number]}_per_${(typeof SPANS)[number]}`;
export const CAPS: readonly CapName[] = SPANS.flatMap((span) => MEASURES.map((measure) => `${measure}_per_${span}` as const));
export type FigureName = CapName | keyof typeof FIGURES;

/** Limits as they are typed; an empty field is none. */
export interface LimitValues {
  figures: Partial<Record<FigureName, number | string>>;
  use_from: string;
  use_to: string;
  use_days: Day[];
  /** In whole money. */
  credit_floor: number | string;
}

export function limitValues(limits: SimLimits, currency: string): LimitValues {
  const names: FigureName[] = [...CAPS, ...(Object.keys(FIGURES) as (keyof typeof FIGURES)[])];
  return {
    figures: Object.fromEntries(names.map((name) => [name, limits[name] ?? ''])),
    use_from: limits.use_from ?? '',
    use_to: limits.use_to ?? '',
    use_days: [...(limits.use_days ?? [])],
    credit_floor: limits.credit_floor_minor === null ? '' : toMajor(limits.credit_floor_minor, currency),
  };
}

export const NO_LIMITS: LimitValues = { figures: {}, use_from: '', use_to: '', use_days: [], credit_floor: '' };

/** Only what was set goes to the server: what is left out has no limit. */
export function toLimits(values: LimitValues, currency: string): SimLimitsWrite {
  const set = Object.entries(values.figures).filter(([, value]) => value !== '');
  return {
    ...Object.fromEntries(set.map(([name, value]) => [name, Number(value)])),
    ...(values.use_from === '' ? {} : { use_from: values.use_from }),
    ...(values.use_to === '' ? {} : { use_to: values.use_to }),
    ...(values.use_days.length === 0 ? {} : { use_days: DAYS.filter((day) => values.use_days.includes(day)) }),
    ...(values.credit_floor === '' ? {} : { credit_floor_minor: toMinor(Number(values.credit_floor), currency) }),
  };
}

/** The limits that are set, for one line of a list. */
export function countLimits(limits: SimLimits): number {
  return Object.values(limits).filter((value) => value !== null).length;
}
