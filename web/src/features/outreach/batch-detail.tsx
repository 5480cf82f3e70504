import { Button, Group, Modal, Progress, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ConfirmModal } from '@/components/confirm-modal';
import { FormError } from '@/components/form-error';
import { MessageStatusBadge } from '@/components/message-status';
import { notifyGood } from '@/components/notify';
import { api, unwrap } from '@/lib/api/client';
import { batchesQuery } from '@/lib/api/messages';
import type { MessageBatch } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';
import { number } from '@/lib/format/format';

import { done, STATES, total } from './batch-progress';
import classes from './outreach.module.css';
import { PlanView } from './plan-view';

export function BatchDetail({ batch, onClose }: { batch: MessageBatch; onClose: () => void }) {
  const { t } = useTranslation(['outreach', 'common']);
  const queries = useQueryClient();
  const mayEdit = useMay('texts.edit');
  const [sure, setSure] = useState(false);
  const cancel = useMutation({
    mutationFn: (id: number) => unwrap(api.POST('/api/v1/message-batches/{id}/cancel', { params: { path: { id } } })),
    onSuccess: async () => {
      notifyGood(t('batch.cancelled'));
      await queries.invalidateQueries({ queryKey: batchesQuery.queryKey });
    },
    onSettled: () => setSure(false),
  });
  const { id } = batch;
  return (
    <Modal opened onClose={onClose} size="xl" title={batch.name}>
      <Stack gap="sm">
        <Progress value={total(batch) === 0 ? 0 : (100 * done(batch)) / total(batch)} aria-label={t('batch.progress_of', { name: batch.name })} />
        <div className={classes['states']} data-testid="batch-states">
          {STATES.filter((status) => (batch.progress[status] ?? 0) > 0).map((status) => (
            <span key={status}>
              <MessageStatusBadge status={status} /> {number(batch.progress[status] ?? 0)}
            </span>
          ))}
          {total(batch) === 0 && <span className="zx-muted">{t('batch.nothing')}</span>}
        </div>
        <PlanView plan={batch.plan} />
        <FormError error={cancel.error} />
        <Group justify="flex-end">
          {mayEdit && batch.state === 'running' && id !== null && (
            <Button color="signal" variant="light" onClick={() => setSure(true)} data-testid="batch-cancel">
              {t('batch.cancel')}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {t('common:close')}
          </Button>
        </Group>
      </Stack>
      {id !== null && (
        <ConfirmModal opened={sure} title={t('batch.cancel_title', { name: batch.name })} confirmLabel={t('batch.cancel')} loading={cancel.isPending} onConfirm={() => cancel.mutate(id)} onClose={() => setSure(false)}>
          {t('batch.cancel_text')}
        </ConfirmModal>
      )}
    </Modal>
  );
}
