import { describe, expect, it } from 'vitest';

import { accountSchema, readTag, tagText, toAccount, valuesOf } from './account-values';

const smpp = () => ({ ...valuesOf(null), name: 'operator', smpp: { ...valuesOf(null).smpp, host: 'smsc.example', system_id: 'lender' } });
const problems = (values: unknown) => accountSchema.safeParse(values).error?.issues.map((issue) => issue.message) ?? [];

describe('the form of an account', () => {
  it('keeps the stored password when the field is left empty, and takes it away when asked', () => {
    expect('password' in toAccount(smpp())).toBe(false);
    expect(toAccount({ ...smpp(), forget_password: true }).password).toBeNull();
  });

  it('sends settings of its own kind only', () => {
    expect(toAccount(smpp()).http).toBeNull();
    expect(toAccount({ ...valuesOf(null), kind: 'http', url: 'https://sms.example/send' }).smpp).toBeNull();
  });

  it('refuses a password that SMPP has no room for', () => {
    expect(problems({ ...smpp(), password: '123456789' })).toEqual(['password']);
    expect(problems({ ...smpp(), password: '12345678' })).toEqual([]);
  });

  it('reads vendor tags as they are written in manuals', () => {
    expect(readTag('0x1400')).toBe(5120);
    expect(readTag('5120')).toBe(5120);
    expect(readTag('0x')).toBeNull();
    expect(readTag('70000')).toBeNull();
    expect(tagText(5121)).toBe('0x1401');
  });
});
