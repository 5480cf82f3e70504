import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
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
import type { Token } from '@/lib/api/schema.gen';
import { dateTime } from '@/lib/format/format';

import { NewToken } from './new-token';

const tokensQuery = pagesOptions(['tokens'], (_cursor, signal) => unwrap(api.GET('/api/v1/tokens', { signal })));

export function TokensPage() {
  const { t } = useTranslation(['tokens', 'common']);
  const queries = useQueryClient();
  const tokens = useInfiniteQuery(tokensQuery);
  const [making, setMaking] = useState(false);
  const [doomed, setDoomed] = useState<Token | null>(null);
  const revoke = useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE('/api/v1/tokens/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      setDoomed(null);
      notifyGood(t('revoked'));
      await queries.invalidateQueries({ queryKey: ['tokens'] });
    },
    onError: (error) => notifyError(errorText(error)),
  });
  const columns = useMemo<ColumnDef<Token>[]>(() => {
    const time = (value: string | null) => (value === null ? t('common:never') : dateTime(value));
    return [
      { accessorKey: 'name', header: t('name') },
      { accessorKey: 'role', header: t('role'), cell: ({ row }) => t(`common:role.${row.original.role}`) },
      { accessorKey: 'created_at', header: t('created'), cell: ({ row }) => dateTime(row.original.created_at) },
      { accessorKey: 'expires_at', header: t('expires'), cell: ({ row }) => time(row.original.expires_at) },
      { accessorKey: 'last_used_at', header: t('last_used'), cell: ({ row }) => time(row.original.last_used_at) },
      {
        id: 'actions',
        header: t('actions'),
        enableSorting: false,
        cell: ({ row }) => (
          <Button size="compact-xs" color="signal" variant="light" onClick={() => setDoomed(row.original)}>
            {t('revoke')}
          </Button>
        ),
      },
    ];
  }, [t]);
  return (
    <Page title={t('title')} description={t('description')} actions={<Button onClick={() => setMaking(true)}>{t('new')}</Button>}>
      <DataTable label={t('title')} source={tokens} columns={columns} rowId={(token) => String(token.id)} empty={<EmptyState title={t('empty')}>{t('empty_hint')}</EmptyState>} />
      {making && <NewToken onClose={() => setMaking(false)} />}
      <ConfirmModal
        opened={doomed !== null}
        title={t('revoke_title', { name: doomed?.name ?? '' })}
        confirmLabel={t('revoke')}
        loading={revoke.isPending}
        onConfirm={() => doomed && revoke.mutate(doomed.id)}
        onClose={() => setDoomed(null)}
      >
        {t('revoke_text')}
      </ConfirmModal>
    </Page>
  );
}
