import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { DataTable } from '@/components/data-table';
import { Page } from '@/components/page';
import { EmptyState } from '@/components/states';
import { StatusBadge } from '@/components/status-badge';
import { usersQuery } from '@/lib/api/users';
import type { User } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';
import { dateTime } from '@/lib/format/format';

import { UserForm } from './user-form';

export function UsersPage() {
  const { t } = useTranslation(['users', 'common']);
  const users = useInfiniteQuery(usersQuery);
  const mayEdit = useMay('users.edit');
  const [edited, setEdited] = useState<User | 'new' | null>(null);
  const columns = useMemo<ColumnDef<User>[]>(
    () => [
      { accessorKey: 'display_name', header: t('name') },
      { accessorKey: 'username', header: t('username') },
      { accessorKey: 'role', header: t('role'), cell: ({ row }) => t(`common:role.${row.original.role}`) },
      {
        accessorKey: 'active',
        header: t('active'),
        cell: ({ row }) => <StatusBadge tone={row.original.active ? 'good' : 'quiet'}>{row.original.active ? t('active') : t('off')}</StatusBadge>,
      },
      { accessorKey: 'last_sign_in_at', header: t('last_sign_in'), cell: ({ row }) => (row.original.last_sign_in_at === null ? t('common:never') : dateTime(row.original.last_sign_in_at)) },
      { accessorKey: 'created_at', header: t('created'), cell: ({ row }) => dateTime(row.original.created_at) },
    ],
    [t],
  );
  return (
    <Page
      title={t('title')}
      description={t('description')}
      actions={
        mayEdit && (
          <Button onClick={() => setEdited('new')} data-testid="user-new">
            {t('new')}
          </Button>
        )
      }
    >
      <DataTable
        label={t('title')}
        source={users}
        columns={columns}
        rowId={(user) => String(user.id)}
        empty={<EmptyState title={t('empty')} />}
        {...(mayEdit ? { onOpen: setEdited } : {})}
      />
      {edited !== null && <UserForm user={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </Page>
  );
}
