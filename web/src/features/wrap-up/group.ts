import type { Disposition } from '@/lib/api/schema.gen';

export type ContactResult = Disposition['contact_result'];
export const CONTACT_RESULTS: readonly ContactResult[] = ['right_party', 'third_party', 'wrong_number', 'no_contact'];

export interface Group {
  result: ContactResult;
  label: string;
  items: Disposition[];
}

export function grouped(dispositions: Disposition[]): Group[] {
  return CONTACT_RESULTS.flatMap((result) => {
    const items = dispositions.filter((one) => one.contact_result === result);
    const first = items[0];
    return first ? [{ result, label: first.contact_result_label, items }] : [];
  });
}

export type KeyStep = { column: ContactResult | null } | { code: string } | null;

/** What a digit (or Backspace) means: first the column, then the outcome in it. */
export function onDigit(groups: Group[], column: ContactResult | null, key: string): KeyStep {
  if (key === 'Backspace' || key === 'Escape') return column === null ? null : { column: null };
  if (!/^\d$/.test(key)) return null;
  const open = groups.find((group) => group.result === column);
  if (!open) {
    const chosen = groups[Number(key) - 1];
    return chosen ? { column: chosen.result } : null;
  }
  const chosen = open.items.find((one) => one.hotkey === key);
  return chosen ? { code: chosen.code } : null;
}
