import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { api, unwrap } from '@/lib/api/client';
import { KEYS, useHotkey } from '@/lib/hotkeys/hotkeys';

export function AcknowledgeForm({ id, onDone }: { id: string; onDone: () => void }) {
  const { t } = useTranslation('alerts');
  const queries = useQueryClient();
  const [note, setNote] = useState('');
  const acknowledge = useMutation({
    mutationFn: () =>
      unwrap(api.POST('/api/v1/alerts/{id}/acknowledge', { params: { path: { id } }, body: note.trim() === '' ? {} : { note: note.trim() } })),
    onSuccess: () => {
      notifyGood(t('acknowledged'));
      onDone();
    },
    // Also when somebody was faster: what is shown is then old.
    onSettled: () => queries.invalidateQueries({ queryKey: ['alerts'] }),
  });
  const submit = () => {
    if (!acknowledge.isPending) acknowledge.mutate();
  };
  useHotkey('save', submit);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="xs">
        <Textarea label={t('note')} description={t('note_hint')} maxLength={500} autosize minRows={2} data-autofocus value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        <FormError error={acknowledge.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={acknowledge.isPending} title={KEYS.save} data-testid="acknowledge">
            {t('acknowledge')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
