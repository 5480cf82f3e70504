import { Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { CallStatusBadge } from '@/components/call-status';
import { DataTable } from '@/components/data-table';
import { fieldError } from '@/components/field-error';
import { Page } from '@/components/page';
import { EmptyState } from '@/components/states';
import { callsQuery } from '@/lib/api/calls';
import { usersQuery } from '@/lib/api/users';
import type { Call } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';
import { dateTime, duration, phone } from '@/lib/format/format';

import { CallFilters } from './call-filters';
import { type CallSearch, toFilter } from './call-search';
import { useDispositionLabels } from './use-disposition-labels';

interface Props {
  search: CallSearch;
  onSearch: (search: CallSearch) => void;
  onOpen: (callId: string) => void;
}

export function CallsPage({ search, onSearch, onOpen }: Props) {
  const { t } = useTranslation(['call-log', 'common']);
  const everyone = useMay('calls.everyone');
  const label = useDispositionLabels();
  const calls = useInfiniteQuery({ ...callsQuery(toFilter(search)), placeholderData: keepPreviousData });
  const users = useInfiniteQuery({ ...usersQuery, enabled: everyone });
  const numberError = fieldError(calls.error, 'phone_number');
  const columns = useMemo<ColumnDef<Call>[]>(
    () => [
      { accessorKey: 'created_at', header: t('when'), cell: ({ row }) => dateTime(row.original.created_at) },
      { id: 'borrower', header: t('borrower'), accessorFn: (call) => call.customer?.name ?? t('unknown') },
      { accessorKey: 'phone_number', header: t('number'), cell: ({ row }) => <span style={{ whiteSpace: 'nowrap' }}>{phone(row.original.phone_number)}</span> },
      ...(everyone ? [{ id: 'telecaller', header: t('telecaller'), accessorFn: (call: Call) => call.telecaller?.name ?? '–' }] : []),
      { accessorKey: 'call_direction', header: t('direction'), cell: ({ row }) => t(`common:direction.${row.original.call_direction}`) },
      { accessorKey: 'call_status', header: t('status'), cell: ({ row }) => <CallStatusBadge status={row.original.call_status} /> },
      { id: 'disposition', header: t('outcome'), accessorFn: (call) => label(call.disposition) ?? '–' },
      { accessorKey: 'call_duration', header: t('talk'), cell: ({ row }) => duration(row.original.call_duration) },
      { id: 'recording', header: t('recording'), accessorFn: (call) => (call.recording ? t('has_recording') : '–') },
    ],
    [t, everyone, label],
  );
  const people = everyone ? (users.data?.items.filter((user) => user.role !== 'auditor') ?? []) : [];
  const filtered = Object.keys(search).length > 0;
  return (
    <Page
      title={everyone ? t('title') : t('title_mine')}
      description={t('description')}
      actions={search.customer !== undefined && <Text size="sm">{t('one_borrower')}</Text>}
    >
      <CallFilters search={search} people={people} numberError={numberError} onChange={onSearch} />
      {numberError === undefined && (
        <DataTable
          label={t('title')}
          source={calls}
          columns={columns}
          rowId={(call) => call.id}
          onOpen={(call) => onOpen(call.id)}
          empty={filtered ? <EmptyState title={t('none_fit')}>{t('none_fit_hint')}</EmptyState> : <EmptyState title={t('empty')}>{t('empty_hint')}</EmptyState>}
        />
      )}
    </Page>
  );
}
