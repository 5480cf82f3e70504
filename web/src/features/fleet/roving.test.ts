import { describe, expect, it } from 'vitest';

import { nextFocus } from './roving';

// Two lines of three, the second one short.
const places = [0, 1, 2, 3, 4].map((n) => ({ left: (n % 3) * 100, top: Math.floor(n / 3) * 80 }));

describe('the arrows among the ports', () => {
  it('go along and stop at the ends', () => {
    expect(nextFocus('ArrowRight', 0, places)).toBe(1);
    expect(nextFocus('ArrowRight', 4, places)).toBeNull();
    expect(nextFocus('ArrowLeft', 0, places)).toBeNull();
    expect(nextFocus('Home', 3, places)).toBe(0);
    expect(nextFocus('End', 0, places)).toBe(4);
  });
  it('go to the nearest of the line above or below', () => {
    expect(nextFocus('ArrowDown', 1, places)).toBe(4);
    expect(nextFocus('ArrowDown', 2, places)).toBe(4);
    expect(nextFocus('ArrowUp', 3, places)).toBe(0);
    expect(nextFocus('ArrowDown', 3, places)).toBeNull();
  });
  it('are the only keys that do', () => {
    expect(nextFocus('Enter', 0, places)).toBeNull();
    expect(nextFocus('ArrowDown', 9, places)).toBeNull();
  });
});
