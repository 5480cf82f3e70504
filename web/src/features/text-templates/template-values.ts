import { z } from 'zod';

import type { MessageTemplate, MessageTemplateWrite } from '@/lib/api/schema.gen';

/** Merge fields the server fills by itself from the borrower's file. */
export const KNOWN_FIELDS = [
  'name',
  'first_name',
  'loan_number',
  'product',
  'amount_due',
  'due_date',
  'days_past_due',
  'promise_amount',
  'promise_date',
  'lender',
  'callback_number',
] as const;

/** Keys under `error` of the texts. */
export type TemplateProblem = 'code' | 'title' | 'language' | 'same_language' | 'text' | 'text_long' | 'dlt' | 'braces' | 'sender';

const FIELD = /\{\{\s*([a-z0-9_]+)\s*\}\}/g;

/** The fields a wording names, each once, in the order of their first place. */
export function fieldsOf(wording: string): string[] {
  return [...new Set([...wording.matchAll(FIELD)].map((found) => found[1] ?? ''))];
}

/** Fields that have to be given with each message, as the borrower's file has none of that name. */
export function foreignFields(wording: string): string[] {
  return fieldsOf(wording).filter((name) => !(KNOWN_FIELDS as readonly string[]).includes(name));
}

/** Braces that make no field: `{name}`, `{{Name}}`, an end that is missing. */
export function hasStrayBraces(wording: string): boolean {
  return /\{\{|\}\}/.test(wording.replaceAll(FIELD, ''));
}

const dlt = z.string().trim().regex(/^[0-9]{0,30}$/, 'dlt');

export const templateSchema = z
  .object({
    code: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'code'),
    title: z.string().trim().min(1, 'title').max(100, 'title'),
    purpose: z.enum(['recovery', 'service', 'promotion']),
    sender: z.string().trim().max(20, 'sender'),
    dlt_entity_id: dlt,
    active: z.boolean(),
    languages: z
      .array(
        z.object({
          language: z.string().trim().regex(/^[a-z]{2,3}$/, 'language'),
          text: z
            .string()
            .min(1, 'text')
            .max(1600, 'text_long')
            .refine((text) => !hasStrayBraces(text), 'braces'),
          dlt_template_id: dlt,
        }),
      )
      .min(1),
  })
  .superRefine((values, context) => {
    const seen = new Set<string>();
    for (const [index, { language }] of values.languages.entries()) {
      if (seen.has(language)) context.addIssue({ code: 'custom', path: ['languages', index, 'language'], message: 'same_language' });
      seen.add(language);
    }
  });

export type TemplateValues = z.infer<typeof templateSchema>;

export function valuesOf(template: MessageTemplate | null): TemplateValues {
  return {
    code: template?.code ?? '',
    title: template?.title ?? '',
    purpose: template?.purpose ?? 'recovery',
    sender: template?.sender ?? '',
    dlt_entity_id: template?.dlt_entity_id ?? '',
    active: template?.active ?? true,
    languages: template?.languages.map((one) => ({ ...one, dlt_template_id: one.dlt_template_id ?? '' })) ?? [{ language: 'en', text: '', dlt_template_id: '' }],
  };
}

const orNull = (text: string) => (text.trim() === '' ? null : text.trim());

export function toTemplate(values: TemplateValues): MessageTemplateWrite {
  return {
    ...values,
    title: values.title.trim(),
    sender: orNull(values.sender),
    dlt_entity_id: orNull(values.dlt_entity_id),
    languages: values.languages.map((one) => ({ ...one, dlt_template_id: orNull(one.dlt_template_id) })),
  };
}

/** For a text that speaks of braces, which i18next would take for a field of its own. */
export const BRACES = { open: '{{', close: '}}' };
