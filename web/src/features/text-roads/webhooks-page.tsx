import { Button, Group } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { DataTable } from '@/components/data-table';
import { Page } from '@/components/page';
import { EmptyState } from '@/components/states';
import { StatusBadge } from '@/components/status-badge';
import type { MessageWebhook } from '@/lib/api/schema.gen';
import { webhooksQuery } from '@/lib/api/text-roads';
import { useMay } from '@/lib/auth/session';
import { dateTime, number } from '@/lib/format/format';

import { DeliveryList } from './delivery-list';
import { WebhookForm } from './webhook-form';

export function WebhooksPage() {
  const { t } = useTranslation(['text-roads', 'common']);
  const hooks = useInfiniteQuery({ ...webhooksQuery, refetchInterval: 5_000 });
  const mayEdit = useMay('text_roads.edit');
  const [edited, setEdited] = useState<MessageWebhook | 'new' | null>(null);
  const [watched, setWatched] = useState<MessageWebhook | null>(null);
  const columns = useMemo<ColumnDef<MessageWebhook>[]>(
    () => [
      { accessorKey: 'url', header: t('hook.url'), cell: ({ row }) => <div style={{ maxWidth: 420, overflowWrap: 'anywhere' }}>{row.original.url}</div> },
      { id: 'events', header: t('hook.events'), accessorFn: (one) => one.events.map((event) => t(`hook.event.${event}`)).join(', ') },
      { accessorKey: 'enabled', header: t('hook.state'), cell: ({ row }) => <StatusBadge tone={row.original.enabled ? 'good' : 'quiet'}>{row.original.enabled ? t('hook.on') : t('hook.off')}</StatusBadge> },
      { accessorKey: 'has_secret', header: t('hook.signed'), cell: ({ row }) => (row.original.has_secret ? t('common:yes') : t('common:no')) },
      { accessorKey: 'waiting', header: t('hook.waiting'), cell: ({ row }) => number(row.original.waiting) },
      { accessorKey: 'given_up', header: t('hook.given_up'), cell: ({ row }) => number(row.original.given_up) },
      {
        id: 'last',
        header: t('hook.last'),
        accessorFn: (one) => one.last_at ?? '',
        cell: ({ row }) => {
          const { last_at, last_ok, last_detail } = row.original;
          if (last_at === null) return t('common:never');
          return (
            <span title={last_detail ?? undefined}>
              <StatusBadge tone={last_ok === true ? 'good' : 'bad'}>{last_ok === true ? t('hook.arrived') : t('hook.failed')}</StatusBadge> {dateTime(last_at)}
            </span>
          );
        },
      },
      {
        id: 'actions',
        header: t('hook.actions'),
        enableSorting: false,
        cell: ({ row }) => (
          <Group gap={6} wrap="nowrap">
            <Button size="compact-xs" variant="light" onClick={() => setWatched(row.original)}>
              {t('hook.deliveries')}
            </Button>
            {mayEdit && (
              <Button size="compact-xs" variant="default" onClick={() => setEdited(row.original)}>
                {t('hook.change')}
              </Button>
            )}
          </Group>
        ),
      },
    ],
    [t, mayEdit],
  );
  return (
    <Page title={t('hook.title')} description={t('hook.description')} actions={mayEdit && <Button onClick={() => setEdited('new')}>{t('hook.new')}</Button>}>
      <DataTable label={t('hook.title')} source={hooks} columns={columns} rowId={(one) => String(one.id)} empty={<EmptyState title={t('hook.empty')}>{t('hook.empty_hint')}</EmptyState>} />
      {edited !== null && <WebhookForm hook={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
      {watched && <DeliveryList hook={watched} onClose={() => setWatched(null)} />}
    </Page>
  );
}
