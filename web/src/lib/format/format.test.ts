import { describe, expect, it } from 'vitest';

import { date, duration, money, phone, shortMoney, toMajor, toMinor } from './format';
import { dayThere, instantOf, wallClock } from './zoned';

describe('formats', () => {
  it('shows minor units as money, Indian groups', () => {
    expect(money(1_234_500, 'INR')).toBe('₹12,345.00');
    expect(money(123_456_789_00, 'INR')).toBe('₹12,34,56,789.00');
    expect(money(1234, 'JPY')).toMatch(/1,234$/);
  });

  it('leaves out minor units only where there are none', () => {
    expect(shortMoney(1_234_500, 'INR')).toBe('₹12,345');
    expect(shortMoney(1_234_550, 'INR')).toBe('₹12,345.50');
  });

  it('turns typed amounts into minor units without losing a paisa', () => {
    expect(toMinor(0.29, 'INR')).toBe(29);
    expect(toMinor(1234.56, 'INR')).toBe(123_456);
    expect(toMajor(123_456, 'INR')).toBe(1234.56);
  });

  it('shows lengths and numbers', () => {
    expect(duration(65)).toBe('1:05');
    expect(duration(3723)).toBe('1:02:03');
    expect(duration(-4)).toBe('0:00');
    expect(phone('+919876543210')).toBe('+91 98765 43210');
    expect(date('2026-11-28')).toBe('28 Nov 2026');
  });
});

describe('the borrower’s wall clock', () => {
  it('goes there and back', () => {
    const noon = new Date('2026-11-22T06:30:00Z');
    expect(wallClock(noon, 'Asia/Kolkata')).toBe('2026-11-22T12:00');
    expect(instantOf('2026-11-22T12:00', 'Asia/Kolkata')?.toISOString()).toBe(noon.toISOString());
  });

  it('knows summer time', () => {
    expect(instantOf('2026-07-01T12:00', 'America/New_York')?.toISOString()).toBe('2026-07-01T16:00:00.000Z');
    expect(instantOf('2026-12-01T12:00', 'America/New_York')?.toISOString()).toBe('2026-12-01T17:00:00.000Z');
  });

  it('takes nothing that is not a time', () => {
    expect(instantOf('', 'Asia/Kolkata')).toBeNull();
    expect(instantOf('tomorrow', 'Asia/Kolkata')).toBeNull();
  });

  it('counts days there, not here', () => {
    expect(dayThere('Asia/Kolkata', 0, new Date('2026-11-22T20:00:00Z'))).toBe('2026-11-23');
    expect(dayThere('Asia/Kolkata', 7, new Date('2026-11-22T06:00:00Z'))).toBe('2026-11-29');
  });
});
