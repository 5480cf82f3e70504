import { describe, expect, it } from 'vitest';

import { sampleSim } from '@/testing/samples';

import { capLines, capTone, fullest } from './caps';
import { limitValues, NO_LIMITS, toLimits } from './limits';

describe('what a SIM may use', () => {
  const sim = sampleSim();
  const use = { ...sim.use.today, minutes: 40, attempts: 90 };
  const limited = { ...sim, use: { ...sim.use, today: use }, limits: { ...sim.limits, minutes_per_day: 100, calls_per_day: 100, texts_per_month: 10 } };

  it('is shown by the cap that is nearest to its end', () => {
    expect(fullest(limited)).toMatchObject({ measure: 'calls', span: 'day', used: 90, cap: 100, share: 0.9 });
    expect(fullest(sim)).toBeNull();
  });
  it('has every measure in every span', () => {
    expect(capLines(sim)).toHaveLength(12);
    expect(capLines({ ...sim, limits: { ...sim.limits, calls_per_day: 0 } }).find((line) => line.cap === 0)?.share).toBe(1);
  });
  it('warns at 80 percent and is out at 100', () => {
    expect([capTone(0.79), capTone(0.8), capTone(1)]).toEqual(['good', 'warn', 'bad']);
  });
});

describe('limits as they are typed', () => {
  it('come back as they went, and empty ones are none', () => {
    const limits = { ...sampleSim().limits, minutes_per_day: 30, use_from: '09:00', use_to: '18:00', use_days: ['tue', 'mon'] as const, credit_floor_minor: 5050 };
    const written = toLimits(limitValues({ ...limits, use_days: [...limits.use_days] }, 'INR'), 'INR');
    expect(written).toEqual({ minutes_per_day: 30, use_from: '09:00', use_to: '18:00', use_days: ['mon', 'tue'], credit_floor_minor: 5050 });
    expect(toLimits(NO_LIMITS, 'INR')).toEqual({});
  });
});
