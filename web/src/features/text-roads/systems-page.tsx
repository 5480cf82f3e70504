import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { DataTable } from '@/components/data-table';
import { Page } from '@/components/page';
import { EmptyState } from '@/components/states';
import { StatusBadge } from '@/components/status-badge';
import type { SmppClient } from '@/lib/api/schema.gen';
import { smppClientsQuery } from '@/lib/api/text-roads';
import { useMay } from '@/lib/auth/session';
import { dateTime, number } from '@/lib/format/format';

import { SystemForm } from './system-form';

function State({ client }: { client: SmppClient }) {
  const { t } = useTranslation('text-roads');
  if (!client.enabled) return <StatusBadge tone="quiet">{t('states.off')}</StatusBadge>;
  if (client.status.listening_on === null) return <StatusBadge tone="bad">{t('system.no_server')}</StatusBadge>;
  return <StatusBadge tone={client.status.binds > 0 ? 'good' : 'warn'}>{t('account.of', { now: client.status.binds, most: client.max_binds })}</StatusBadge>;
}

/** Other systems of the lender that send through our SMPP server, by the same gate, routes and log. */
export function SystemsPage() {
  const { t } = useTranslation(['text-roads', 'common']);
  const clients = useInfiniteQuery(smppClientsQuery);
  const mayEdit = useMay('text_roads.edit');
  const [edited, setEdited] = useState<SmppClient | 'new' | null>(null);
  const listening = clients.data?.items[0]?.status.listening_on;
  const columns = useMemo<ColumnDef<SmppClient>[]>(
    () => [
      {
        accessorKey: 'name',
        header: t('system.name'),
        cell: ({ row }) => (
          <div>
            <div>{row.original.name}</div>
            <code className="zx-mono zx-muted">{row.original.system_id}</code>
          </div>
        ),
      },
      { id: 'state', header: t('system.binds'), accessorFn: (one) => one.status.binds, cell: ({ row }) => <State client={row.original} /> },
      { accessorKey: 'rate_per_s', header: t('system.rate_per_s'), cell: ({ row }) => number(row.original.rate_per_s) },
      { accessorKey: 'window', header: t('system.window') },
      { accessorKey: 'purpose', header: t('route.purpose'), cell: ({ row }) => t(`common:purpose.${row.original.purpose}`) },
      { id: 'sent', header: t('system.sent_today'), accessorFn: (one) => one.status.sent_today },
      { id: 'refused', header: t('system.refused_today'), accessorFn: (one) => one.status.refused_today },
      { id: 'throttled', header: t('system.throttled_today'), accessorFn: (one) => one.status.throttled_today },
      { id: 'last', header: t('system.last_bind'), accessorFn: (one) => one.status.last_bind_at ?? '', cell: ({ row }) => (row.original.status.last_bind_at === null ? t('common:never') : dateTime(row.original.status.last_bind_at)) },
      { id: 'error', header: t('system.last_error'), enableSorting: false, cell: ({ row }) => row.original.status.last_error ?? '–' },
    ],
    [t],
  );
  return (
    <Page
      title={t('system.title')}
      description={listening == null ? t('system.description') : t('system.description_at', { address: listening })}
      actions={mayEdit && <Button onClick={() => setEdited('new')}>{t('system.new')}</Button>}
    >
      <DataTable
        label={t('system.title')}
        source={clients}
        columns={columns}
        rowId={(one) => String(one.id)}
        empty={<EmptyState title={t('system.empty')}>{t('system.empty_hint')}</EmptyState>}
        {...(mayEdit ? { onOpen: setEdited } : {})}
      />
      {edited !== null && <SystemForm client={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </Page>
  );
}
