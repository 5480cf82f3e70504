import { Button, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { errorText } from '@/components/error-text';
import { addNote, historyQuery } from '@/lib/api/customers';

import classes from './history.module.css';

export function NoteForm({ customerId }: { customerId: number }) {
  const { t } = useTranslation(['history', 'common']);
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const add = useMutation({
    mutationFn: () => addNote(customerId, text.trim()),
    onSuccess: async () => {
      setText('');
      await queries.invalidateQueries({ queryKey: historyQuery(customerId).queryKey });
    },
  });
  const empty = text.trim() === '';
  const submit = () => {
    if (!empty) add.mutate();
  };
  return (
    <form
      className={classes['note']}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Textarea
        aria-label={t('note_label')}
        placeholder={t('note_placeholder')}
        autosize
        minRows={1}
        maxRows={5}
        maxLength={4000}
        value={text}
        data-testid="note-text"
        error={add.error ? errorText(add.error) : undefined}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && event.ctrlKey) submit();
        }}
      />
      {!empty && (
        <Button type="submit" size="xs" loading={add.isPending} data-testid="note-save">
          {t('add')}
        </Button>
      )}
    </form>
  );
}
