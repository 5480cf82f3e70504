import { describe, expect, it } from 'vitest';

import { sampleDecision } from '@/testing/samples';

import type { Rule } from './api/schema.gen';
import { hourRules, lawfulAt } from './calling-hours';

// The contract leaves the parameters open.
const hours = (from: string, to: string, days?: (string | number)[]) => ({ from, to, ...(days ? { days } : {}) }) as unknown as Rule['parameters'];
const rule = (change: Partial<Rule>): Rule => ({
  id: 'in.hours',
  kind: 'calling_hours',
  title: '',
  jurisdiction: 'IN',
  channels: ['call'],
  purposes: ['recovery'],
  parameters: hours('08:00', '19:00'),
  source: '',
  effective_from: '2022-08-12',
  effective_until: null,
  enabled: true,
  demo: false,
  ...change,
});
const DAY = '2026-11-23';
const at = (hours: number, minutes = 0) => hours * 60 + minutes;

describe('calling hours', () => {
  it('ends before the closing minute', () => {
    expect(lawfulAt([rule({})], DAY, at(8))).toBe(true);
    expect(lawfulAt([rule({})], DAY, at(7, 59))).toBe(false);
    expect(lawfulAt([rule({})], DAY, at(18, 59))).toBe(true);
    expect(lawfulAt([rule({})], DAY, at(19))).toBe(false);
  });

  it('knows days of the week by name and by number', () => {
    expect(lawfulAt([rule({ parameters: hours('08:00', '19:00', ['mon']) })], DAY, at(9))).toBe(true);
    expect(lawfulAt([rule({ parameters: hours('08:00', '19:00', [2, 7]) })], DAY, at(9))).toBe(false);
    expect(lawfulAt([rule({ parameters: hours('08:00', '19:00', [7]) })], '2026-11-22', at(9))).toBe(true);
  });

  it('takes a rule of the demonstration for the real one, on its days only', () => {
    const both = [rule({}), rule({ id: 'demo', demo: true, parameters: hours('00:00', '24:00'), effective_until: DAY })];
    expect(lawfulAt(both, DAY, at(23, 45))).toBe(true);
    expect(lawfulAt(both, '2026-11-24', at(23, 45))).toBe(false);
  });

  it('takes no rule for no permission', () => {
    expect(lawfulAt([], DAY, at(12))).toBe(false);
    expect(lawfulAt([rule({ enabled: false })], DAY, at(12))).toBe(false);
  });

  it('takes the rules of the places that the gate named', () => {
    const rules = [rule({}), rule({ id: 'us.hours', jurisdiction: 'US' }), rule({ id: 'in.promotion', purposes: ['promotion'] })];
    const decision = sampleDecision({ rules: [{ id: 'in.hours', verdict: 'allow', explanation: '', next_lawful_at: null }] });
    expect(hourRules(rules, decision).map((one) => one.id)).toEqual(['in.hours']);
  });
});
