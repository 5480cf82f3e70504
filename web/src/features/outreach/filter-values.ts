import type { BorrowerFilter } from '@/lib/api/schema.gen';
import { toMajor, toMinor } from '@/lib/format/format';

/** The currency the amounts of a filter are typed in. */
const CURRENCY = 'INR';

/** A filter as fields hold it: empty is "does not matter". */
export interface FilterValues {
  days_past_due_min: number | string;
  days_past_due_max: number | string;
  amount_due_min: number | string;
  amount_due_max: number | string;
  product: string;
  branch: string;
  language: string;
  promise: 'any' | 'none' | 'open' | 'broken';
}

const money = (minor: number | null | undefined) => (minor == null ? '' : toMajor(minor, CURRENCY));

export function filterValues(filter: BorrowerFilter | null): FilterValues {
  return {
    days_past_due_min: filter?.days_past_due_min ?? '',
    days_past_due_max: filter?.days_past_due_max ?? '',
    amount_due_min: money(filter?.amount_due_min),
    amount_due_max: money(filter?.amount_due_max),
    product: filter?.product ?? '',
    branch: filter?.branch ?? '',
    language: filter?.language ?? '',
    promise: filter?.promise ?? 'any',
  };
}

const given = (value: number | string) => value !== '';
const words = (text: string) => text.trim();

/** Only what matters is sent: every part that is given must fit. `kept` are borrowers named one by one. */
export function toFilter(values: FilterValues, kept: number[] | null = null): BorrowerFilter {
  return {
    ...(kept === null ? {} : { customer_ids: kept }),
    ...(given(values.days_past_due_min) ? { days_past_due_min: Number(values.days_past_due_min) } : {}),
    ...(given(values.days_past_due_max) ? { days_past_due_max: Number(values.days_past_due_max) } : {}),
    ...(given(values.amount_due_min) ? { amount_due_min: toMinor(Number(values.amount_due_min), CURRENCY) } : {}),
    ...(given(values.amount_due_max) ? { amount_due_max: toMinor(Number(values.amount_due_max), CURRENCY) } : {}),
    ...(words(values.product) === '' ? {} : { product: words(values.product) }),
    ...(words(values.branch) === '' ? {} : { branch: words(values.branch) }),
    ...(words(values.language) === '' ? {} : { language: words(values.language) }),
    ...(values.promise === 'any' ? {} : { promise: values.promise }),
  };
}
