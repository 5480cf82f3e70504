import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';

interface Drafts {
  notes: Record<string, string>;
  set: (callId: string, text: string) => void;
  clear: (callId: string) => void;
}

/** Notes typed while talking, by call; they outlive a reload and fill the wrap-up form. */
export const useNotesDraft = create<Drafts>()(
  persist(
    (set) => ({
      notes: {},
      set: (callId, text) => set((state) => ({ notes: { ...state.notes, [callId]: text } })),
      clear: (callId) =>
        set((state) => ({ notes: Object.fromEntries(Object.entries(state.notes).filter(([id]) => id !== callId)) })),
    }),
    { name: 'zenix.notes', storage: createJSONStorage(() => sessionStorage) },
  ),
);
