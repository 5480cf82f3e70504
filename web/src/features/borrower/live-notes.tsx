import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useNotesDraft } from '@/lib/notes-draft';

import classes from './borrower.module.css';

export function LiveNotes({ callId }: { callId: string }) {
  const { t } = useTranslation('borrower');
  const text = useNotesDraft((drafts) => drafts.notes[callId] ?? '');
  const set = useNotesDraft((drafts) => drafts.set);
  return (
    <div className={classes['section']}>
      <Textarea
        label={t('notes_live')}
        description={t('notes_live_hint')}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={4000}
        value={text}
        data-testid="live-notes"
        onChange={(event) => set(callId, event.currentTarget.value)}
      />
    </div>
  );
}
