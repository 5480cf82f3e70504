import type { CallFilter } from '@/lib/api/calls';
import type { CallStatus } from '@/lib/api/schema.gen';

export const STATUSES = [
  'in_progress', 'answered', 'busy', 'no_answer', 'switched_off', 'unallocated', 'rejected', 'congestion', 'cancelled', 'missed', 'failed',
] as const satisfies readonly CallStatus[];
export const DIRECTIONS = ['outbound', 'inbound'] as const;

/** The filters of the call list as they stand in the address: days are those of this browser's zone. */
export interface CallSearch {
  telecaller?: number;
  customer?: number;
  status?: CallStatus;
  direction?: 'inbound' | 'outbound';
  outcome?: string;
  from?: string;
  until?: string;
  number?: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function positive(value: unknown): number | undefined {
  const id = Number(value);
  return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}
const oneOf = <T extends string>(list: readonly T[], value: unknown): T | undefined => list.find((one) => one === value);
const day = (value: unknown): string | undefined => (typeof value === 'string' && DAY.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined);
function text(value: unknown, most: number): string | undefined {
  // The router reads a number out of `?number=98765`.
  const words = typeof value === 'number' ? String(value) : value;
  return typeof words === 'string' && words !== '' ? words.slice(0, most) : undefined;
}

/** What is not set is left out: the address stays short, and the types exact. */
export function only<T extends object>(values: { [Key in keyof T]: T[Key] | undefined }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

/** An address is typed by hand or old: what does not fit is passed over. */
export function readCallSearch(search: Record<string, unknown>): CallSearch {
  return only<CallSearch>({
    telecaller: positive(search['telecaller']),
    customer: positive(search['customer']),
    status: oneOf(STATUSES, search['status']),
    direction: oneOf(DIRECTIONS, search['direction']),
    outcome: text(search['outcome'], 64),
    from: day(search['from']),
    until: day(search['until']),
    number: text(search['number'], 32),
  });
}

/** Midnight here, `days` later. */
function midnight(date: string | undefined, days: number): string | undefined {
  if (date === undefined) return undefined;
  const at = new Date(`${date}T00:00:00`);
  at.setDate(at.getDate() + days);
  return at.toISOString();
}

/** The question for the server; the last day is meant whole. */
export function toFilter(search: CallSearch): CallFilter {
  return only<CallFilter>({
    telecaller_id: search.telecaller,
    customer_id: search.customer,
    status: search.status,
    direction: search.direction,
    disposition: search.outcome,
    from: midnight(search.from, 0),
    to: midnight(search.until, 1),
    phone_number: search.number,
  });
}
