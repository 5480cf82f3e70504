import { useInfiniteQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { DataTable } from '@/components/data-table';
import { Page } from '@/components/page';
import { EmptyState } from '@/components/states';
import { StatusBadge } from '@/components/status-badge';
import { simsQuery } from '@/lib/api/routing';
import type { Sim } from '@/lib/api/schema.gen';
import { duration, number, phone } from '@/lib/format/format';

export function SimsPage() {
  const { t } = useTranslation('sims');
  const sims = useInfiniteQuery(simsQuery);
  const columns = useMemo<ColumnDef<Sim>[]>(
    () => [
      { accessorKey: 'iccid', header: t('iccid'), cell: ({ row }) => <span className="zx-mono">{row.original.iccid}</span> },
      { accessorKey: 'trunk', header: t('trunk'), cell: ({ row }) => row.original.trunk ?? t('not_in') },
      { accessorKey: 'port', header: t('port'), cell: ({ row }) => row.original.port ?? '–' },
      { accessorKey: 'operator', header: t('operator'), cell: ({ row }) => row.original.operator ?? '–' },
      { accessorKey: 'phone_number', header: t('phone_number'), cell: ({ row }) => (row.original.phone_number === null ? '–' : phone(row.original.phone_number)) },
      {
        accessorKey: 'enabled',
        header: t('enabled'),
        cell: ({ row }) => <StatusBadge tone={row.original.enabled ? 'good' : 'quiet'}>{row.original.enabled ? t('on') : t('off')}</StatusBadge>,
      },
      { accessorKey: 'calls_now', header: t('calls_now') },
      { accessorKey: 'attempts_today', header: t('attempts'), cell: ({ row }) => number(row.original.attempts_today) },
      { accessorKey: 'answered_today', header: t('answered'), cell: ({ row }) => number(row.original.answered_today) },
      { accessorKey: 'seconds_today', header: t('minutes'), cell: ({ row }) => duration(row.original.seconds_today) },
    ],
    [t],
  );
  return (
    <Page title={t('title')} description={t('description')}>
      <DataTable label={t('title')} source={sims} columns={columns} rowId={(sim) => sim.iccid} empty={<EmptyState title={t('empty')}>{t('empty_hint')}</EmptyState>} />
    </Page>
  );
}
