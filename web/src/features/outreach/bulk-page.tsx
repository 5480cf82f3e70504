import { Button, Progress } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { DataTable } from '@/components/data-table';
import { Page } from '@/components/page';
import { EmptyState } from '@/components/states';
import { StatusBadge } from '@/components/status-badge';
import { batchesQuery } from '@/lib/api/messages';
import type { MessageBatch } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';
import { dateTime, number } from '@/lib/format/format';

import { BatchDetail } from './batch-detail';
import { BatchForm } from './batch-form';
import { BATCH_TONES, done, total } from './batch-progress';

export function BulkPage() {
  const { t } = useTranslation('outreach');
  const batches = useInfiniteQuery({ ...batchesQuery, refetchInterval: (query) => (query.state.data?.pages.some((page) => page.items.some((one) => one.state === 'running')) ? 3_000 : false) });
  const mayEdit = useMay('texts.edit');
  const [making, setMaking] = useState(false);
  const [openedId, setOpenedId] = useState<number | null>(null);
  const opened = batches.data?.items.find((one) => one.id === openedId);
  const columns = useMemo<ColumnDef<MessageBatch>[]>(
    () => [
      { accessorKey: 'name', header: t('batch.name') },
      { accessorKey: 'state', header: t('batch.state'), cell: ({ row }) => <StatusBadge tone={BATCH_TONES[row.original.state]}>{t(`batch.states.${row.original.state}`)}</StatusBadge> },
      {
        id: 'progress',
        header: t('batch.progress'),
        accessorFn: done,
        cell: ({ row }) => (
          <div style={{ minWidth: 180 }}>
            <Progress value={total(row.original) === 0 ? 0 : (100 * done(row.original)) / total(row.original)} aria-label={t('batch.progress_of', { name: row.original.name })} />
            <span className="zx-muted">{t('batch.of', { done: number(done(row.original)), total: number(total(row.original)) })}</span>
          </div>
        ),
      },
      { id: 'planned', header: t('plan.will_send'), accessorFn: (one) => one.plan.will_send, cell: ({ row }) => t('batch.of', { done: number(row.original.plan.will_send), total: number(row.original.plan.total) }) },
      { accessorKey: 'created_at', header: t('batch.created'), cell: ({ row }) => `${dateTime(row.original.created_at)} · ${row.original.created_by}` },
    ],
    [t],
  );
  return (
    <Page
      title={t('batch.title')}
      description={t('batch.description')}
      actions={
        mayEdit && (
          <Button onClick={() => setMaking(true)} data-testid="batch-new">
            {t('batch.new')}
          </Button>
        )
      }
    >
      <DataTable label={t('batch.title')} source={batches} columns={columns} rowId={(one) => String(one.id)} empty={<EmptyState title={t('batch.empty')}>{t('batch.empty_hint')}</EmptyState>} onOpen={(one) => setOpenedId(one.id)} />
      {making && <BatchForm onClose={() => setMaking(false)} />}
      {opened && <BatchDetail batch={opened} onClose={() => setOpenedId(null)} />}
    </Page>
  );
}
