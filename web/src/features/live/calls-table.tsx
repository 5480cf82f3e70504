import type { ColumnDef } from '@tanstack/react-table';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { DataTable } from '@/components/data-table';
import { EmptyState } from '@/components/states';
import { StatusBadge, type Tone } from '@/components/status-badge';
import { Timer } from '@/components/timer';
import type { Call, CallState } from '@/lib/api/schema.gen';
import { phone } from '@/lib/format/format';

function toneOf(state: CallState): Tone {
  if (state === 'talking' || state === 'conference') return 'good';
  return state === 'reconnecting' ? 'bad' : 'info';
}

export function CallsTable({ calls, onOpen }: { calls: Call[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation(['live', 'common']);
  const columns = useMemo<ColumnDef<Call>[]>(
    () => [
      { id: 'borrower', header: t('borrower'), accessorFn: (call) => call.customer?.name ?? phone(call.phone_number) },
      { id: 'telecaller', header: t('telecaller'), accessorFn: (call) => call.telecaller?.name ?? '–' },
      { accessorKey: 'call_direction', header: t('direction'), cell: ({ row }) => t(`common:direction.${row.original.call_direction}`) },
      { accessorKey: 'state', header: t('state'), cell: ({ row }) => <StatusBadge tone={toneOf(row.original.state)}>{t(`common:call_state.${row.original.state}`)}</StatusBadge> },
      { id: 'since', header: t('since'), accessorKey: 'created_at', cell: ({ row }) => <Timer since={row.original.answered_at ?? row.original.created_at} /> },
      { id: 'route', header: t('route'), accessorFn: (call) => call.route?.trunk ?? call.route?.gateway ?? '–' },
    ],
    [t],
  );
  const source = { data: { items: calls }, isPending: false, error: null, refetch: () => undefined };
  return (
    <DataTable
      label={t('calls')}
      source={source}
      columns={columns}
      rowId={(call) => call.id}
      onOpen={(call) => onOpen(call.id)}
      empty={<EmptyState title={t('calls_empty')}>{t('calls_empty_hint')}</EmptyState>}
    />
  );
}
