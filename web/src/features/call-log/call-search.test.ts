import { describe, expect, it } from 'vitest';

import { readCallSearch, toFilter } from './call-search';

describe('the filters of the call list', () => {
  it('are read from the address, and what does not fit is passed over', () => {
    expect(readCallSearch({ telecaller: '3', status: 'busy', direction: 'inbound', outcome: 'refuses', from: '2026-11-20', until: '2026-11-22', number: 9876543210 })).toEqual({
      telecaller: 3,
      status: 'busy',
      direction: 'inbound',
      outcome: 'refuses',
      from: '2026-11-20',
      until: '2026-11-22',
      number: '9876543210',
    });
    expect(readCallSearch({ telecaller: '-1', customer: '9'.repeat(300), status: 'maybe', direction: 1, outcome: '', from: '2026-13-40', until: 'soon', number: '' })).toEqual({});
    expect(readCallSearch({ number: '9'.repeat(300) }).number).toHaveLength(32);
  });

  it('ask the server for whole days of this place', () => {
    const { from, to } = toFilter({ from: '2026-11-20', until: '2026-11-20' });
    expect(from).toBe(new Date('2026-11-20T00:00:00').toISOString());
    expect(Date.parse(String(to)) - Date.parse(String(from))).toBe(86_400_000);
    expect(toFilter({})).toEqual({});
  });
});
