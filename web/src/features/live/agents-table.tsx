import type { ColumnDef } from '@tanstack/react-table';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { DataTable } from '@/components/data-table';
import { shownState, StateChip } from '@/components/state-chip';
import { EmptyState } from '@/components/states';
import { StatusBadge } from '@/components/status-badge';
import type { Agent, Call } from '@/lib/api/schema.gen';
import { phone } from '@/lib/format/format';

export function AgentsTable({ agents, callOf }: { agents: Agent[]; callOf: Map<string, Call> }) {
  const { t } = useTranslation('live');
  const columns = useMemo<ColumnDef<Agent>[]>(() => {
    const call = (agent: Agent) => (agent.call_id === null ? undefined : callOf.get(agent.call_id));
    return [
      { accessorKey: 'display_name', header: t('name') },
      {
        accessorKey: 'state',
        header: t('state'),
        cell: ({ row }) => (
          <StateChip
            state={shownState(row.original, call(row.original)?.call_direction === 'outbound')}
            reason={row.original.reason}
            since={row.original.since}
          />
        ),
      },
      {
        accessorKey: 'phone_online',
        header: t('phone'),
        cell: ({ row }) => <StatusBadge tone={row.original.phone_online ? 'good' : 'quiet'}>{row.original.phone_online ? t('phone_on') : t('phone_off')}</StatusBadge>,
      },
      {
        id: 'call',
        header: t('in_call'),
        enableSorting: false,
        cell: ({ row }) => {
          const now = call(row.original);
          return now ? (now.customer?.name ?? phone(now.phone_number)) : '–';
        },
      },
    ];
  }, [t, callOf]);
  const source = { data: { items: agents }, isPending: false, error: null, refetch: () => undefined };
  return <DataTable label={t('agents')} source={source} columns={columns} rowId={(agent) => String(agent.user_id)} empty={<EmptyState title={t('agents_empty')} />} />;
}
