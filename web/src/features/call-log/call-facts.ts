import type { TFunction } from 'i18next';

import type { Call, RouteUsed } from '@/lib/api/schema.gen';
import { clockTime, duration, fullDateTime, money, sameDay } from '@/lib/format/format';

import type { Fact } from './facts';

type T = TFunction<'call-log'>;

const time = (value: string | null) => (value === null ? '–' : fullDateTime(value));
/** The day stands in the first line; the rest of a call is of the same one but at midnight. */
const clock = (value: string | null, call: Call) => (value !== null && sameDay(value, call.created_at) ? clockTime(value) : time(value));
const length = (ms: number) => duration(ms / 1000);

export function timeFacts(call: Call, t: T): Fact[] {
  const cause = call.cause_q850 === null ? (call.cause_text ?? '–') : `${call.cause_q850} ${call.cause_text ?? ''}`;
  return [
    [t('detail.started'), time(call.created_at)],
    [t('detail.ringing'), clock(call.ringing_at, call)],
    [t('detail.answered'), clock(call.answered_at, call)],
    [t('detail.ended'), clock(call.ended_at, call)],
    [t('detail.ended_by'), call.ended_by === null ? '–' : t(`detail.by.${call.ended_by}`)],
    [t('detail.cause'), cause],
    ...(call.end_reason === null ? [] : [[t('detail.end_reason'), call.end_reason] satisfies Fact]),
  ];
}

export function lengthFacts(call: Call, t: T): Fact[] {
  return [
    [t('detail.ring'), length(call.ring_ms)],
    [t('detail.talk'), length(call.talk_ms)],
    [t('detail.hold'), length(call.hold_ms)],
    [t('detail.wrap'), length(call.wrap_ms)],
    [t('detail.cost'), call.cost === null || call.currency === null ? '–' : money(call.cost, call.currency)],
  ];
}

export function routeFacts(route: RouteUsed, t: T): Fact[] {
  return [
    [t('detail.trunk'), route.trunk ?? '–'],
    [t('detail.gateway'), route.gateway ?? '–'],
    [t('detail.sim'), route.sim ?? '–'],
    [t('detail.port'), route.port === null ? '–' : String(route.port)],
    [t('detail.why'), route.explanation],
  ];
}
