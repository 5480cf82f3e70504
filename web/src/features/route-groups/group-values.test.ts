import { describe, expect, it } from 'vitest';

import { groupValues, toGroup } from './group-values';

describe('a route group as it is typed', () => {
  const group = {
    id: 1,
    name: 'Recovery, India',
    position: 10,
    enabled: true,
    strategy: 'cheapest' as const,
    class: 'gsm' as const,
    purposes: ['recovery' as const],
    countries: ['IN'],
    prefixes: ['+9198', '+9199'],
    trunks: ['gsm-one'],
    typical_call_s: 90,
  };
  it('comes back as it went', () => {
    expect({ id: 1, ...toGroup(groupValues(group)) }).toEqual(group);
  });
  it('takes lists however they are written', () => {
    const values = { ...groupValues(null), name: ' A ', countries: 'in; ae', prefixes: '+91\n+971,+44', position: '' };
    expect(toGroup(values)).toMatchObject({ name: 'A', countries: ['IN', 'AE'], prefixes: ['+91', '+971', '+44'], strategy: 'least_used' });
    expect(toGroup(values)).not.toHaveProperty('position');
  });
});
