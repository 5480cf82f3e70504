import { Modal, SegmentedControl, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { DataTable } from '@/components/data-table';
import { GateVerdict } from '@/components/gate-verdict';
import { Page } from '@/components/page';
import { EmptyState } from '@/components/states';
import { StatusBadge } from '@/components/status-badge';
import { type DecisionFilter, decisionsQuery } from '@/lib/api/gate';
import type { GateDecision } from '@/lib/api/schema.gen';
import { fullDateTime, phone } from '@/lib/format/format';

type Verdict = 'all' | 'allow' | 'refuse';

interface Props {
  verdict: Exclude<Verdict, 'all'> | undefined;
  number: string | undefined;
  onFilter: (filter: { verdict?: 'allow' | 'refuse'; number?: string }) => void;
}

export function DecisionsPage({ verdict, number, onFilter }: Props) {
  const { t } = useTranslation('decisions');
  const [open, setOpen] = useState<GateDecision | null>(null);
  const [asked] = useDebouncedValue(number, 250);
  const filter: DecisionFilter = { verdict, phone_number: asked };
  const list = useInfiniteQuery({ ...decisionsQuery(filter), placeholderData: keepPreviousData });
  const columns = useMemo<ColumnDef<GateDecision>[]>(
    () => [
      { accessorKey: 'at', header: t('at'), cell: ({ row }) => fullDateTime(row.original.at) },
      { accessorKey: 'phone_number', header: t('number'), cell: ({ row }) => <span style={{ whiteSpace: 'nowrap' }}>{phone(row.original.phone_number)}</span> },
      {
        accessorKey: 'verdict',
        header: t('verdict'),
        cell: ({ row }) => <StatusBadge tone={row.original.verdict === 'allow' ? 'good' : 'bad'}>{t(row.original.verdict)}</StatusBadge>,
      },
      { accessorKey: 'local_time', header: t('local') },
      { accessorKey: 'channel', header: t('channel'), cell: ({ row }) => t(`channels.${row.original.channel}`) },
      { accessorKey: 'summary', header: t('summary'), enableSorting: false },
    ],
    [t],
  );
  const change = (next: { verdict?: Verdict; number?: string }) => {
    const wanted = next.verdict ?? verdict ?? 'all';
    const digits = next.number ?? number ?? '';
    onFilter({ ...(wanted === 'all' ? {} : { verdict: wanted }), ...(digits === '' ? {} : { number: digits }) });
  };
  return (
    <Page
      title={t('title')}
      description={t('description')}
      actions={
        <>
          <TextInput type="search" maxLength={32} aria-label={t('filter_number')} placeholder={t('filter_number')} value={number ?? ''} onChange={(event) => change({ number: event.currentTarget.value })} />
          <SegmentedControl
            size="sm"
            aria-label={t('filter_verdict')}
            value={verdict ?? 'all'}
            onChange={(value) => change({ verdict: value })}
            data={[
              { value: 'all', label: t('all') },
              { value: 'allow', label: t('allow') },
              { value: 'refuse', label: t('refuse') },
            ]}
          />
        </>
      }
    >
      <DataTable label={t('title')} source={list} columns={columns} rowId={(one) => one.id} empty={<EmptyState title={t('empty')}>{t('empty_hint')}</EmptyState>} onOpen={setOpen} />
      {open && (
        <Modal opened onClose={() => setOpen(null)} size="lg" title={t('detail', { when: fullDateTime(open.at) })}>
          <GateVerdict decision={open} expanded />
          <Text size="sm" mt="sm">{`${t('number')}: ${phone(open.phone_number)} · ${t('local')}: ${open.local_time} (${open.time_zone})`}</Text>
          <Text size="xs" className="zx-mono zx-muted">{`${t('id')}: ${open.id}`}</Text>
        </Modal>
      )}
    </Page>
  );
}
