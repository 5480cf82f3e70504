import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { DataTable } from '@/components/data-table';
import { Page } from '@/components/page';
import { EmptyState } from '@/components/states';
import { operatorsQuery } from '@/lib/api/routing';
import type { Operator } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';
import { number } from '@/lib/format/format';

import { OperatorForm } from './operator-form';

export function OperatorsPage() {
  const { t } = useTranslation('operators');
  const operators = useInfiniteQuery(operatorsQuery);
  const mayEdit = useMay('routing.edit');
  const [edited, setEdited] = useState<Operator | 'new' | null>(null);
  const columns = useMemo<ColumnDef<Operator>[]>(
    () => [
      { accessorKey: 'name', header: t('name') },
      { accessorKey: 'sims', header: t('sims'), cell: ({ row }) => number(row.original.sims) },
      { accessorKey: 'ussd_code', header: t('ussd_code'), cell: ({ row }) => <span className="zx-mono">{row.original.ussd_code ?? '–'}</span> },
      { accessorKey: 'credit_pattern', header: t('credit_pattern'), cell: ({ row }) => <span className="zx-mono">{row.original.credit_pattern}</span> },
      { accessorKey: 'currency', header: t('currency') },
      { accessorKey: 'ask_every_calls', header: t('ask_every_calls'), cell: ({ row }) => number(row.original.ask_every_calls) },
      { id: 'series', header: t('series'), accessorFn: (one) => one.series.length, cell: ({ row }) => (row.original.series.length === 0 ? '–' : number(row.original.series.length)) },
    ],
    [t],
  );
  return (
    <Page title={t('title')} description={t('description')} actions={mayEdit && <Button onClick={() => setEdited('new')}>{t('new')}</Button>}>
      <DataTable
        label={t('title')}
        source={operators}
        columns={columns}
        rowId={(one) => String(one.id)}
        empty={<EmptyState title={t('empty')}>{t('empty_hint')}</EmptyState>}
        {...(mayEdit ? { onOpen: setEdited } : {})}
      />
      {edited !== null && <OperatorForm operator={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </Page>
  );
}
