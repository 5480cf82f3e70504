import { describe, expect, it } from 'vitest';

import { filterValues, toFilter } from './filter-values';

describe('a filter of borrowers', () => {
  it('asks for nothing when nothing is given', () => {
    expect(toFilter(filterValues(null))).toEqual({});
  });

  it('keeps a bound of zero, which is not nothing', () => {
    expect(toFilter({ ...filterValues(null), days_past_due_max: 0 })).toEqual({ days_past_due_max: 0 });
  });

  it('comes back as it was', () => {
    const filter = { days_past_due_min: 30, amount_due_max: 1_234_550, product: 'Gold loan', language: 'hi', promise: 'broken' as const };
    expect(toFilter(filterValues(filter))).toEqual(filter);
  });
});
