import type { MessageRule, MessageRuleWrite, MessageTrigger } from '@/lib/api/schema.gen';

import { filterValues, type FilterValues, toFilter } from './filter-values';

export const TRIGGERS = ['due_date', 'promise_made', 'promise_due', 'promise_broken', 'missed_call'] as const satisfies readonly MessageTrigger[];

/** These go by days in the borrower's zone; the others by minutes after what happened. */
export const goesByDays = (trigger: MessageTrigger) => trigger === 'due_date' || trigger === 'promise_due' || trigger === 'promise_broken';

export interface RuleValues {
  name: string;
  enabled: boolean;
  trigger: MessageTrigger;
  days: number | string;
  side: 'before' | 'after';
  minutes: number | string;
  at_local: string;
  template_id: string | null;
  filter: FilterValues;
}

export function ruleValues(rule: MessageRule | null): RuleValues {
  const offset = rule?.offset_days ?? -3;
  return {
    name: rule?.name ?? '',
    enabled: rule?.enabled ?? false,
    trigger: rule?.trigger ?? 'due_date',
    days: Math.abs(offset),
    side: offset < 0 ? 'before' : 'after',
    minutes: rule?.offset_min ?? 5,
    at_local: rule?.at_local ?? '10:00',
    template_id: rule ? String(rule.template_id) : null,
    filter: filterValues(rule?.filter ?? null),
  };
}

export function toRule(values: RuleValues, kept: number[] | null): MessageRuleWrite {
  const days = Number(values.days === '' ? 0 : values.days);
  return {
    name: values.name.trim(),
    enabled: values.enabled,
    trigger: values.trigger,
    template_id: Number(values.template_id),
    filter: toFilter(values.filter, kept),
    ...(goesByDays(values.trigger)
      ? { offset_days: values.side === 'before' && days !== 0 ? -days : days, at_local: values.at_local }
      : { offset_min: Number(values.minutes === '' ? 0 : values.minutes) }),
  };
}
