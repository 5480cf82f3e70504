import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { DataTable } from '@/components/data-table';
import { Page } from '@/components/page';
import { EmptyState } from '@/components/states';
import { StatusBadge } from '@/components/status-badge';
import { ALERT_STATES, type AlertSearch, alertsQuery, isAlertState, isSeverity, SEVERITIES } from '@/lib/api/alerts';
import type { Alert } from '@/lib/api/schema.gen';
import { fullDateTime } from '@/lib/format/format';

import { AlertDetail } from './alert-detail';
import { SEVERITY_TONES, STATE_TONES } from './tones';

/** The search with one part set, or without it when there is nothing to set. */
function withPart<K extends keyof AlertSearch>(search: AlertSearch, part: K, value: AlertSearch[K] | ''): AlertSearch {
  const rest: AlertSearch = Object.fromEntries(Object.entries(search).filter(([name]) => name !== part));
  return value === undefined || value === '' ? rest : { ...rest, [part]: value };
}

interface Props {
  search: AlertSearch;
  onFilter: (search: AlertSearch) => void;
}

export function AlertsPage({ search, onFilter }: Props) {
  const { t } = useTranslation('alerts');
  const [open, setOpen] = useState<string | null>(null);
  const [q] = useDebouncedValue(search.q, 250);
  const state = search.state ?? 'active';
  const list = useInfiniteQuery({ ...alertsQuery(withPart(search, 'q', q)), placeholderData: keepPreviousData });
  const columns = useMemo<ColumnDef<Alert>[]>(
    () => [
      { accessorKey: 'severity', header: t('severity'), cell: ({ row }) => <StatusBadge tone={SEVERITY_TONES[row.original.severity]}>{t(`severities.${row.original.severity}`)}</StatusBadge> },
      { accessorKey: 'state', header: t('state'), cell: ({ row }) => <StatusBadge tone={STATE_TONES[row.original.state]}>{t(`states.${row.original.state}`)}</StatusBadge> },
      { accessorKey: 'title', header: t('kind') },
      { accessorKey: 'subject', header: t('subject') },
      { accessorKey: 'text', header: t('text'), enableSorting: false },
      { accessorKey: 'since', header: t('since'), cell: ({ row }) => fullDateTime(row.original.since) },
      ...(state === 'resolved'
        ? [{ accessorKey: 'resolved_at', header: t('resolved_at'), cell: ({ row }) => fullDateTime(row.original.resolved_at ?? row.original.since) } satisfies ColumnDef<Alert>]
        : []),
    ],
    [t, state],
  );
  const filtered = search.severity !== undefined || (search.q ?? '') !== '';
  const nothing = filtered ? t('empty_filtered') : state === 'resolved' ? t('empty_resolved') : t('empty');
  return (
    <Page
      title={t('title')}
      description={t('description')}
      actions={
        <>
          <TextInput
            type="search"
            aria-label={t('search')}
            placeholder={t('search')}
            value={search.q ?? ''}
            onChange={(event) => onFilter(withPart(search, 'q', event.currentTarget.value))}
          />
          <Select
            aria-label={t('severity')}
            placeholder={t('any_severity')}
            clearable
            w={150}
            value={search.severity ?? null}
            data={SEVERITIES.map((value) => ({ value, label: t(`severities.${value}`) }))}
            onChange={(value) => onFilter(withPart(search, 'severity', isSeverity(value) ? value : undefined))}
          />
          <SegmentedControl
            size="sm"
            aria-label={t('state')}
            value={state}
            data={ALERT_STATES.map((value) => ({ value, label: t(`states.${value}`) }))}
            onChange={(value) => isAlertState(value) && onFilter({ ...search, state: value })}
          />
        </>
      }
    >
      <DataTable
        label={t('title')}
        source={list}
        columns={columns}
        rowId={(alert) => alert.id}
        empty={<EmptyState title={nothing}>{t('empty_hint')}</EmptyState>}
        onOpen={(alert) => setOpen(alert.id)}
        selectedId={open ?? undefined}
      />
      {open !== null && <AlertDetail id={open} onClose={() => setOpen(null)} />}
    </Page>
  );
}
