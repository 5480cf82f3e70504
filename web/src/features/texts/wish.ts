import type { MessagePreview, MessageTemplate } from '@/lib/api/schema.gen';

import type { Draft } from './drafts';

/** Whether it waits for a time of the writer's clock; `at` is what the field says. */
export interface Later {
  on: boolean;
  at: string;
}

/** The instant of `2026-11-29T14:30` here; null where none is chosen. */
export function sendAt(later: Later): string | null {
  if (!later.on || later.at === '') return null;
  const instant = new Date(later.at);
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
}

interface Content {
  message?: string;
  template_id?: number;
  language?: string;
  fields?: Record<string, string>;
}

/** What of a draft is sent: a template with its own fields, or the words. */
export function contentOf(draft: Draft): Content {
  if (draft.templateId === null) return { message: draft.text };
  const fields = Object.fromEntries(Object.entries(draft.fields).filter(([, value]) => value.trim() !== ''));
  return { template_id: draft.templateId, fields, ...(draft.language === null ? {} : { language: draft.language }) };
}

/** Fields somebody has to fill: what the borrower's file has not, and what was typed for it already. */
export function fieldsToFill(draft: Draft, preview: MessagePreview | undefined): string[] {
  return [...new Set([...Object.keys(draft.fields), ...(preview?.missing_fields ?? [])])];
}

export function isReady(draft: Draft, later: Later, preview: MessagePreview | undefined): boolean {
  if (later.on && sendAt(later) === null) return false;
  if (draft.templateId !== null) return preview !== undefined && preview.missing_fields.length === 0;
  return draft.text.trim() !== '';
}

/** Whether what would be sent has a registration: its template does, in the language it is sent in. */
export function isRegistered(preview: MessagePreview | undefined, templates: MessageTemplate[]): boolean {
  const template = templates.find((one) => one.id === preview?.template?.id);
  return template?.languages.some((one) => one.dlt_template_id !== null && (preview?.language == null || one.language === preview.language)) === true;
}
