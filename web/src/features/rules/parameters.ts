import type { Rule } from '@/lib/api/schema.gen';

/** The parameters of a rule are free in the contract; these are the two kinds that have any. */
export interface Parameters {
  from: string;
  to: string;
  days: string[];
  perDay: number | string;
}

const text = (value: unknown, otherwise: string) => (typeof value === 'string' ? value : otherwise);
const ALL_DAYS = ['1', '2', '3', '4', '5', '6', '7'];
const NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Days come as ISO numbers or as short names; the form holds numbers and gives back what came. */
function dayNumber(day: unknown): string {
  if (typeof day === 'number') return String(day);
  const name = String(day).toLowerCase().slice(0, 3);
  const at = NAMES.indexOf(name);
  return at >= 0 ? String(at + 1) : String(day);
}

export function readParameters(rule: Rule): Parameters {
  const raw = rule.parameters as Record<string, unknown>;
  const days = Array.isArray(raw['days']) ? raw['days'].map(dayNumber) : ALL_DAYS;
  const cap = raw['per_number_per_day'];
  return { from: text(raw['from'], '08:00'), to: text(raw['to'], '19:00'), days, perDay: typeof cap === 'number' ? cap : '' };
}

export function writeParameters(rule: Rule, values: Parameters): Record<string, unknown> {
  const raw = rule.parameters as Record<string, unknown>;
  if (rule.kind === 'attempt_cap') return { ...raw, per_number_per_day: Number(values.perDay) };
  if (rule.kind !== 'calling_hours') return raw;
  const sorted = [...values.days].sort();
  const named = Array.isArray(raw['days']) && typeof raw['days'][0] === 'string';
  const days = sorted.map((day) => (named ? NAMES[Number(day) - 1] : Number(day)));
  const everyDay = !Array.isArray(raw['days']) && sorted.length === 7;
  return { ...raw, from: values.from, to: values.to, ...(everyDay ? {} : { days }) };
}

const TIME = /^([01]\d|2[0-4]):[0-5]\d$/;

export type ParameterProblem = { field: keyof Parameters; key: 'time' | 'order' | 'days' | 'cap' };

export function checkParameters(rule: Rule, values: Parameters): ParameterProblem | null {
  if (rule.kind === 'attempt_cap') {
    const cap = Number(values.perDay);
    return Number.isInteger(cap) && cap >= 1 ? null : { field: 'perDay', key: 'cap' };
  }
  if (rule.kind !== 'calling_hours') return null;
  if (!TIME.test(values.from)) return { field: 'from', key: 'time' };
  if (!TIME.test(values.to)) return { field: 'to', key: 'time' };
  if (values.to <= values.from) return { field: 'to', key: 'order' };
  return values.days.length > 0 ? null : { field: 'days', key: 'days' };
}
