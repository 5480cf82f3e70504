import { z } from 'zod';

import type { Disposition, Outcome } from '@/lib/api/schema.gen';
import { toMinor } from '@/lib/format/format';

/** What the wrap-up form holds while it is being filled. Empty strings are fields not filled. */
export const valuesSchema = z.object({
  disposition: z.string(),
  confirmed: z.boolean(),
  notes: z.string().max(4000),
  amount: z.union([z.number(), z.string()]),
  dueDate: z.string(),
  loanId: z.string(),
  callbackAt: z.string(),
  callbackMine: z.boolean(),
});

export type OutcomeValues = z.infer<typeof valuesSchema>;

export const EMPTY_VALUES: OutcomeValues = {
  disposition: '',
  confirmed: false,
  notes: '',
  amount: '',
  dueDate: '',
  loanId: '',
  callbackAt: '',
  callbackMine: true,
};

export type OutcomeProblem =
  | 'choose'
  | 'confirm_needed'
  | 'notes_needed'
  | 'amount_needed'
  | 'date_needed'
  | 'date_past'
  | 'callback_needed';

/** The schema for one disposition: its behaviour says which fields must be there. Messages are keys. */
export function outcomeSchema(find: (code: string) => Disposition | undefined, today: string) {
  return valuesSchema.superRefine((values, context) => {
    const problem = (path: keyof OutcomeValues, message: OutcomeProblem) => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    const chosen = find(values.disposition);
    if (!chosen) {
      problem('disposition', 'choose');
      return;
    }
    if (chosen.needs_confirmation && !values.confirmed) problem('confirmed', 'confirm_needed');
    if (chosen.needs_note && values.notes.trim() === '') problem('notes', 'notes_needed');
    if (chosen.needs_promise) {
      if (!(Number(values.amount) > 0)) problem('amount', 'amount_needed');
      if (values.dueDate === '') problem('dueDate', 'date_needed');
      else if (values.dueDate < today) problem('dueDate', 'date_past');
    }
    if (chosen.needs_callback && values.callbackAt === '') problem('callbackAt', 'callback_needed');
  });
}

export function toOutcome(values: OutcomeValues, chosen: Disposition, currency: string, next: 'ready' | 'paused'): Outcome {
  const notes = values.notes.trim();
  return {
    disposition: chosen.code,
    notes: notes === '' ? null : notes,
    promise: chosen.needs_promise
      ? {
          amount: toMinor(Number(values.amount), currency),
          due_date: values.dueDate,
          loan_id: values.loanId === '' ? null : Number(values.loanId),
        }
      : null,
    callback: chosen.needs_callback ? { at_local: values.callbackAt, mine: values.callbackMine } : null,
    next_state: next,
  };
}

/** The field of the form for the part of the request that the server faults. */
export function fieldOf(part: string | undefined): keyof OutcomeValues | null {
  if (part === undefined) return null;
  if (part.startsWith('promise.amount')) return 'amount';
  if (part.startsWith('promise.due_date')) return 'dueDate';
  if (part.startsWith('promise.loan_id')) return 'loanId';
  if (part.startsWith('callback')) return 'callbackAt';
  if (part.startsWith('notes')) return 'notes';
  if (part.startsWith('disposition')) return 'disposition';
  return null;
}
