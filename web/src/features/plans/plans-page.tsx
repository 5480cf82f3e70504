import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { DataTable } from '@/components/data-table';
import { Page } from '@/components/page';
import { countLimits } from '@/components/sim/limits';
import { EmptyState } from '@/components/states';
import { plansQuery } from '@/lib/api/routing';
import type { SimPlan } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';
import { number } from '@/lib/format/format';

import { PlanForm } from './plan-form';

export function PlansPage() {
  const { t } = useTranslation('plans');
  const plans = useInfiniteQuery(plansQuery);
  const mayEdit = useMay('routing.edit');
  const [edited, setEdited] = useState<SimPlan | 'new' | null>(null);
  const columns = useMemo<ColumnDef<SimPlan>[]>(() => {
    const limit = (id: keyof SimPlan['limits'] & `${string}_${string}`, header: string): ColumnDef<SimPlan> => ({
      id,
      header,
      accessorFn: (plan) => plan.limits[id] ?? -1,
      cell: ({ row }) => {
        const value = row.original.limits[id];
        return typeof value === 'number' ? number(value) : '–';
      },
    });
    return [
      { accessorKey: 'name', header: t('name') },
      { accessorKey: 'sims', header: t('sims'), cell: ({ row }) => number(row.original.sims) },
      limit('minutes_per_day', t('minutes_per_day')),
      limit('minutes_per_month', t('minutes_per_month')),
      limit('calls_per_day', t('calls_per_day')),
      limit('recipients_per_month', t('recipients_per_month')),
      limit('bundle_minutes', t('bundle_minutes')),
      {
        id: 'hours',
        header: t('hours'),
        accessorFn: (plan) => plan.limits.use_from ?? '',
        cell: ({ row: { original: plan } }) => (plan.limits.use_from === null || plan.limits.use_to === null ? t('always') : `${plan.limits.use_from} – ${plan.limits.use_to}`),
      },
      { id: 'all', header: t('limits'), accessorFn: (plan) => countLimits(plan.limits) },
    ];
  }, [t]);
  return (
    <Page title={t('title')} description={t('description')} actions={mayEdit && <Button onClick={() => setEdited('new')}>{t('new')}</Button>}>
      <DataTable
        label={t('title')}
        source={plans}
        columns={columns}
        rowId={(plan) => String(plan.id)}
        empty={<EmptyState title={t('empty')}>{t('empty_hint')}</EmptyState>}
        {...(mayEdit ? { onOpen: setEdited } : {})}
      />
      {edited !== null && <PlanForm plan={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </Page>
  );
}
