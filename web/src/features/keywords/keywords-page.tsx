import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { DataTable } from '@/components/data-table';
import { Page } from '@/components/page';
import { EmptyState } from '@/components/states';
import { StatusBadge } from '@/components/status-badge';
import { keywordsQuery, templatesQuery } from '@/lib/api/messages';
import type { KeywordRule } from '@/lib/api/schema.gen';
import { usersQuery } from '@/lib/api/users';
import { useMay } from '@/lib/auth/session';
import { number } from '@/lib/format/format';

import { KeywordForm } from './keyword-form';

function With({ rule }: { rule: KeywordRule }) {
  const templates = useInfiniteQuery(templatesQuery()).data?.items ?? [];
  const users = useInfiniteQuery(usersQuery).data?.items ?? [];
  if (rule.template_id !== null) return <>{templates.find((one) => one.id === rule.template_id)?.title ?? rule.template_id}</>;
  if (rule.user_id !== null) return <>{users.find((one) => one.id === rule.user_id)?.display_name ?? rule.user_id}</>;
  return <>{'–'}</>;
}

export function KeywordsPage() {
  const { t } = useTranslation('keywords');
  const rules = useInfiniteQuery(keywordsQuery);
  const mayEdit = useMay('texts.edit');
  const [edited, setEdited] = useState<KeywordRule | 'new' | null>(null);
  const columns = useMemo<ColumnDef<KeywordRule>[]>(
    () => [
      { accessorKey: 'place', header: t('place') },
      { accessorKey: 'keyword', header: t('keyword') },
      { accessorKey: 'match', header: t('match'), cell: ({ row }) => t(`matches.${row.original.match}`) },
      { accessorKey: 'action', header: t('action'), cell: ({ row }) => t(`actions.${row.original.action}`) },
      { id: 'what', header: t('what'), enableSorting: false, cell: ({ row }) => <With rule={row.original} /> },
      { accessorKey: 'hits', header: t('hits'), cell: ({ row }) => number(row.original.hits) },
      { accessorKey: 'enabled', header: t('state'), cell: ({ row }) => <StatusBadge tone={row.original.enabled ? 'good' : 'quiet'}>{row.original.enabled ? t('on') : t('off')}</StatusBadge> },
    ],
    [t],
  );
  return (
    <Page title={t('title')} description={t('description')} actions={mayEdit && <Button onClick={() => setEdited('new')}>{t('new')}</Button>}>
      <DataTable
        label={t('title')}
        source={rules}
        columns={columns}
        rowId={(rule) => String(rule.id)}
        empty={<EmptyState title={t('empty')}>{t('empty_hint')}</EmptyState>}
        {...(mayEdit ? { onOpen: setEdited } : {})}
      />
      {edited !== null && <KeywordForm rule={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </Page>
  );
}
