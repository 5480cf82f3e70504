import { Modal } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { DataTable } from '@/components/data-table';
import { EmptyState } from '@/components/states';
import { StatusBadge, type Tone } from '@/components/status-badge';
import type { MessageWebhook, WebhookDelivery } from '@/lib/api/schema.gen';
import { deliveriesQuery } from '@/lib/api/text-roads';
import { dateTime } from '@/lib/format/format';

const TONES: Record<WebhookDelivery['state'], Tone> = { waiting: 'warn', delivered: 'good', given_up: 'bad' };

/** What was posted to a webhook, and what it answered. */
export function DeliveryList({ hook, onClose }: { hook: MessageWebhook; onClose: () => void }) {
  const { t } = useTranslation('text-roads');
  const list = useInfiniteQuery(deliveriesQuery(hook.id));
  const columns = useMemo<ColumnDef<WebhookDelivery>[]>(
    () => [
      { accessorKey: 'created_at', header: t('delivery.at'), cell: ({ row }) => dateTime(row.original.created_at) },
      { accessorKey: 'event', header: t('delivery.event'), cell: ({ row }) => t(`hook.event.${row.original.event}`) },
      { accessorKey: 'state', header: t('hook.state'), cell: ({ row }) => <StatusBadge tone={TONES[row.original.state]}>{t(`delivery.states.${row.original.state}`)}</StatusBadge> },
      { accessorKey: 'tries', header: t('delivery.tries') },
      { accessorKey: 'status', header: t('delivery.status'), cell: ({ row }) => row.original.status ?? '–' },
      { accessorKey: 'detail', header: t('delivery.detail'), cell: ({ row }) => row.original.detail ?? '–' },
      { accessorKey: 'next_try_at', header: t('delivery.next'), cell: ({ row }) => (row.original.next_try_at === null ? '–' : dateTime(row.original.next_try_at)) },
    ],
    [t],
  );
  return (
    <Modal opened onClose={onClose} size="xl" title={t('delivery.title')}>
      <p className="zx-muted" style={{ marginTop: 0, overflowWrap: 'anywhere' }}>
        {hook.url}
      </p>
      <DataTable label={t('delivery.title')} source={list} columns={columns} rowId={(one) => one.id} empty={<EmptyState title={t('delivery.empty')}>{t('delivery.empty_hint')}</EmptyState>} />
    </Modal>
  );
}
