import { describe, expect, it } from 'vitest';

import type { MessagePreview } from '@/lib/api/schema.gen';

import { emptyDraft } from './drafts';
import { contentOf, fieldsToFill, isReady, sendAt } from './wish';

const preview: MessagePreview = {
  text: 'Pay, Asha',
  language: 'en',
  encoding: 'gsm7',
  characters: 9,
  units: 9,
  units_per_part: 160,
  units_left: 151,
  parts: 1,
  simplified: null,
  cost: 12,
  currency: 'INR',
  route: null,
  template: null,
  missing_fields: [],
  problem: null,
};
const now = { on: false, at: '' };

describe('what of a draft is sent', () => {
  it('is the words when no template is chosen, and then no field of one', () => {
    expect(contentOf({ ...emptyDraft(), text: 'Hello', fields: { amount: '5' } })).toEqual({ message: 'Hello' });
  });

  it('is the template with the fields that were filled, in the borrower’s language unless another is chosen', () => {
    expect(contentOf({ ...emptyDraft(), text: 'left over', templateId: 3, fields: { amount: '5', note: ' ' } })).toEqual({ template_id: 3, fields: { amount: '5' } });
    expect(contentOf({ ...emptyDraft(), templateId: 3, language: 'hi' })).toEqual({ template_id: 3, fields: {}, language: 'hi' });
  });
});

describe('a draft can be sent', () => {
  it('once there are words', () => {
    expect(isReady({ ...emptyDraft(), text: ' ' }, now, undefined)).toBe(false);
    expect(isReady({ ...emptyDraft(), text: 'Hello' }, now, undefined)).toBe(true);
  });

  it('once the template misses nothing', () => {
    const draft = { ...emptyDraft(), templateId: 3 };
    expect(isReady(draft, now, undefined)).toBe(false);
    expect(isReady(draft, now, { ...preview, missing_fields: ['amount'] })).toBe(false);
    expect(isReady(draft, now, preview)).toBe(true);
  });

  it('later only once a time is chosen', () => {
    expect(isReady({ ...emptyDraft(), text: 'Hello' }, { on: true, at: '' }, undefined)).toBe(false);
    expect(sendAt({ on: true, at: '2026-11-29T14:30' })).toBe(new Date('2026-11-29T14:30').toISOString());
  });
});

it('keeps a field in sight that was filled, so that it can be changed', () => {
  expect(fieldsToFill({ ...emptyDraft(), fields: { amount: '5' } }, preview)).toEqual(['amount']);
  expect(fieldsToFill(emptyDraft(), { ...preview, missing_fields: ['amount'] })).toEqual(['amount']);
});
