import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ConfirmModal } from '@/components/confirm-modal';
import { DataTable } from '@/components/data-table';
import { errorText } from '@/components/error-text';
import { notifyError, notifyGood } from '@/components/notify';
import { Page } from '@/components/page';
import { EmptyState } from '@/components/states';
import { api, unwrap } from '@/lib/api/client';
import { pagesOptions } from '@/lib/api/pages';
import type { TextOptOut } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';
import { dateTime, phone } from '@/lib/format/format';

import { AddOptOut } from './add-opt-out';

const optOutsQuery = (q: string) =>
  pagesOptions(['text-opt-outs', q], (cursor, signal) =>
    unwrap(api.GET('/api/v1/text-opt-outs', { params: { query: { ...(q === '' ? {} : { q }), ...(cursor ? { cursor } : {}) } }, signal })),
  );

function Source({ entry }: { entry: TextOptOut }) {
  const { t } = useTranslation('opt-outs');
  const source = t(`sources.${entry.source}`);
  return <>{entry.word === null ? source : t('word', { source, word: entry.word })}</>;
}

export function OptOutsPage() {
  const { t } = useTranslation('opt-outs');
  const queries = useQueryClient();
  const mayAdd = useMay('opt_outs.add');
  const mayRemove = useMay('opt_outs.remove');
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 200);
  const [adding, setAdding] = useState(false);
  const [doomed, setDoomed] = useState<TextOptOut | null>(null);
  const list = useInfiniteQuery({ ...optOutsQuery(q), placeholderData: keepPreviousData });
  const remove = useMutation({
    mutationFn: (number: string) => unwrap(api.DELETE('/api/v1/text-opt-outs/{phone_number}', { params: { path: { phone_number: number } } })),
    onSuccess: async () => {
      setDoomed(null);
      notifyGood(t('removed'));
      await queries.invalidateQueries({ queryKey: ['text-opt-outs'] });
    },
    onError: (error) => notifyError(errorText(error)),
  });
  const columns = useMemo<ColumnDef<TextOptOut>[]>(() => {
    const all: ColumnDef<TextOptOut>[] = [
      { accessorKey: 'phone_number', header: t('number'), cell: ({ row }) => phone(row.original.phone_number) },
      { id: 'borrower', header: t('borrower'), accessorFn: (entry) => entry.customer?.name ?? '–' },
      { accessorKey: 'reason', header: t('reason') },
      { accessorKey: 'source', header: t('source'), cell: ({ row }) => <Source entry={row.original} /> },
      { accessorKey: 'created_at', header: t('added'), cell: ({ row }) => dateTime(row.original.created_at) },
      { accessorKey: 'created_by', header: t('by'), cell: ({ row }) => row.original.created_by ?? '–' },
    ];
    if (!mayRemove) return all;
    return [
      ...all,
      {
        id: 'actions',
        header: t('actions'),
        enableSorting: false,
        cell: ({ row }) => (
          <Button size="compact-xs" variant="light" color="signal" onClick={() => setDoomed(row.original)}>
            {t('remove')}
          </Button>
        ),
      },
    ];
  }, [t, mayRemove]);
  return (
    <Page
      title={t('title')}
      description={t('description')}
      actions={
        <>
          <TextInput
            type="search"
            maxLength={32}
            aria-label={t('search')}
            placeholder={t('search')}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {mayAdd && <Button onClick={() => setAdding(true)}>{t('add')}</Button>}
        </>
      }
    >
      <DataTable label={t('title')} source={list} columns={columns} rowId={(entry) => entry.phone_number} empty={<EmptyState title={q === '' ? t('empty') : t('none_found')} />} />
      {adding && <AddOptOut onClose={() => setAdding(false)} />}
      <ConfirmModal
        opened={doomed !== null}
        title={t('remove_title', { number: phone(doomed?.phone_number ?? '') })}
        confirmLabel={t('remove')}
        loading={remove.isPending}
        onConfirm={() => doomed && remove.mutate(doomed.phone_number)}
        onClose={() => setDoomed(null)}
      >
        {t('remove_text')}
      </ConfirmModal>
    </Page>
  );
}
