import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { DataTable } from '@/components/data-table';
import { Page } from '@/components/page';
import { EmptyState } from '@/components/states';
import { StatusBadge, type Tone } from '@/components/status-badge';
import { trunksQuery } from '@/lib/api/routing';
import type { Trunk } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';
import { phone } from '@/lib/format/format';

import { TrunkForm } from './trunk-form';

const TONES: Record<Trunk['state'], Tone> = { reachable: 'good', unreachable: 'bad', unknown: 'warn', disabled: 'quiet' };

export function TrunksPage() {
  const { t } = useTranslation('trunks');
  const trunks = useInfiniteQuery(trunksQuery);
  const mayEdit = useMay('routing.edit');
  const [edited, setEdited] = useState<Trunk | 'new' | null>(null);
  const columns = useMemo<ColumnDef<Trunk>[]>(
    () => [
      { accessorKey: 'name', header: t('name') },
      { accessorKey: 'kind', header: t('kind'), cell: ({ row }) => t(`kinds.${row.original.kind}`) },
      { id: 'host', header: t('host'), accessorFn: (trunk) => `${trunk.host}:${trunk.port}` },
      {
        accessorKey: 'state',
        header: t('state'),
        cell: ({ row }) => (
          <>
            <StatusBadge tone={TONES[row.original.state]}>{t(`states.${row.original.state}`)}</StatusBadge>{' '}
            {row.original.why_out !== null && row.original.state === 'reachable' && <span className="zx-muted">{row.original.why_out} </span>}
            {row.original.round_trip_ms != null && <span className="zx-muted">{t('round_trip', { ms: Math.round(row.original.round_trip_ms) })}</span>}
          </>
        ),
      },
      { accessorKey: 'calls_now', header: t('calls_now'), cell: ({ row }) => t('of', { now: row.original.calls_now, most: row.original.channels_max }) },
      { id: 'codecs', header: t('codecs'), accessorFn: (trunk) => trunk.codecs.join(', ') },
      { accessorKey: 'caller_id', header: t('caller_id'), cell: ({ row }) => (row.original.caller_id === null ? '–' : phone(row.original.caller_id)) },
    ],
    [t],
  );
  return (
    <Page title={t('title')} description={t('description')} actions={mayEdit && <Button onClick={() => setEdited('new')}>{t('new')}</Button>}>
      <DataTable
        label={t('title')}
        source={trunks}
        columns={columns}
        rowId={(trunk) => String(trunk.id)}
        empty={<EmptyState title={t('empty')}>{t('empty_hint')}</EmptyState>}
        {...(mayEdit ? { onOpen: setEdited } : {})}
      />
      {edited !== null && <TrunkForm trunk={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </Page>
  );
}
