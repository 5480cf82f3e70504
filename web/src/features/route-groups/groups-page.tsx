import { Button, Stack } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { DataTable } from '@/components/data-table';
import { Page } from '@/components/page';
import { EmptyState } from '@/components/states';
import { StatusBadge } from '@/components/status-badge';
import { groupsQuery } from '@/lib/api/routing';
import type { RouteGroup } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';

import { CallerSeriesList } from './caller-series';
import { ExplainDialog } from './explain-dialog';
import { GroupForm } from './group-form';

export function GroupsPage() {
  const { t } = useTranslation(['route-groups', 'common']);
  const groups = useInfiniteQuery(groupsQuery);
  const mayEdit = useMay('routing.edit');
  const mayAsk = useMay('routing.check');
  const [open, setOpen] = useState<RouteGroup | 'new' | 'explain' | null>(null);
  const columns = useMemo<ColumnDef<RouteGroup>[]>(() => {
    const list = (items: readonly string[], all: string) => (items.length === 0 ? all : items.join(', '));
    return [
      { accessorKey: 'position', header: t('position') },
      { accessorKey: 'name', header: t('name') },
      {
        accessorKey: 'enabled',
        header: t('state'),
        cell: ({ row }) => <StatusBadge tone={row.original.enabled ? 'good' : 'quiet'}>{row.original.enabled ? t('on') : t('off')}</StatusBadge>,
      },
      { accessorKey: 'strategy', header: t('strategy'), cell: ({ row }) => t(`strategies.${row.original.strategy}`) },
      { accessorKey: 'class', header: t('class'), cell: ({ row }) => t(`classes.${row.original.class}`) },
      { id: 'purposes', header: t('purposes'), accessorFn: (group) => list(group.purposes.map((one) => t(`common:purpose.${one}`)), t('all')) },
      { id: 'to', header: t('to'), accessorFn: (group) => list([...group.countries, ...group.prefixes], t('everywhere')) },
      { id: 'trunks', header: t('trunks'), accessorFn: (group) => list(group.trunks, t('all_trunks')) },
    ];
  }, [t]);
  return (
    <Page
      title={t('title')}
      description={t('description')}
      actions={
        <>
          {mayAsk && (
            <Button variant="default" onClick={() => setOpen('explain')}>
              {t('explain.open')}
            </Button>
          )}
          {mayEdit && <Button onClick={() => setOpen('new')}>{t('new')}</Button>}
        </>
      }
    >
      <Stack gap="lg">
        <DataTable
          label={t('title')}
          source={groups}
          columns={columns}
          rowId={(group) => String(group.id)}
          empty={<EmptyState title={t('empty')}>{t('empty_hint')}</EmptyState>}
          {...(mayEdit ? { onOpen: setOpen } : {})}
        />
        <CallerSeriesList />
      </Stack>
      {open === 'explain' && <ExplainDialog onClose={() => setOpen(null)} />}
      {open !== null && open !== 'explain' && <GroupForm group={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </Page>
  );
}
