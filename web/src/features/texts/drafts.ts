import { create } from 'zustand';

export interface Draft {
  text: string;
  templateId: number | null;
  language: string | null;
  fields: Record<string, string>;
  /** Names the sending of this draft, so that a second press sends no second text. */
  key: string;
}

/** An id that is never used twice; `crypto.randomUUID` is not there on a page without HTTPS. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const emptyDraft = (): Draft => ({ text: '', templateId: null, language: null, fields: {}, key: newKey() });

interface Drafts {
  drafts: Record<string, Draft>;
  set: (thread: string, change: Partial<Draft>) => void;
  clear: (thread: string) => void;
}

/** Half-written texts by thread: a call that pops up takes none away. */
export const useDrafts = create<Drafts>()((set) => ({
  drafts: {},
  // What was changed is another text: it gets a key of its own.
  set: (thread, change) => set(({ drafts }) => ({ drafts: { ...drafts, [thread]: { ...(drafts[thread] ?? emptyDraft()), ...change, key: newKey() } } })),
  clear: (thread) => set(({ drafts }) => ({ drafts: Object.fromEntries(Object.entries(drafts).filter(([key]) => key !== thread)) })),
}));
