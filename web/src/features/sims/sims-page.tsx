import { useInfiniteQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { DataTable } from '@/components/data-table';
import { Page } from '@/components/page';
import { fullest } from '@/components/sim/caps';
import { creditText } from '@/components/sim/sim-credit';
import { UseBar } from '@/components/sim/use-bar';
import { EmptyState } from '@/components/states';
import { StatusBadge, type Tone } from '@/components/status-badge';
import { simsQuery } from '@/lib/api/routing';
import type { Sim } from '@/lib/api/schema.gen';
import { duration, number, phone } from '@/lib/format/format';

import { SimDialog } from './sim-dialog';

export function SimsPage() {
  const { t } = useTranslation(['sims', 'common']);
  const sims = useInfiniteQuery(simsQuery);
  const [opened, setOpened] = useState<string | null>(null);
  const columns = useMemo<ColumnDef<Sim>[]>(
    () => [
      {
        id: 'where',
        header: t('where'),
        accessorFn: (sim) => `${sim.trunk ?? ''} ${String(sim.port ?? '').padStart(3, '0')}`,
        cell: ({ row: { original: sim } }) => (sim.trunk === null ? t('not_in') : sim.port === null ? sim.trunk : t('at', { box: sim.trunk, n: sim.port + 1 })),
      },
      { accessorKey: 'operator', header: t('operator'), cell: ({ row }) => row.original.operator ?? row.original.network ?? '–' },
      { accessorKey: 'phone_number', header: t('phone_number'), cell: ({ row }) => (row.original.phone_number === null ? '–' : phone(row.original.phone_number)) },
      { accessorKey: 'iccid', header: t('iccid'), cell: ({ row }) => <span className="zx-mono">{row.original.iccid}</span> },
      { id: 'state', header: t('state'), accessorFn: (sim) => stateOf(sim).word, cell: ({ row }) => <State sim={row.original} /> },
      { accessorKey: 'plan', header: t('plan'), cell: ({ row }) => row.original.plan ?? '–' },
      { id: 'cap', header: t('cap'), accessorFn: (sim) => fullest(sim)?.share ?? -1, cell: ({ row }) => <Cap sim={row.original} /> },
      { id: 'credit', header: t('credit'), accessorFn: (sim) => sim.credit?.amount_minor ?? -1, cell: ({ row }) => (row.original.credit ? creditText(row.original.credit, t('common:sim.credit_not_read'), '–') : '–') },
      {
        id: 'asr',
        header: t('asr_acd'),
        accessorFn: (sim) => sim.asr_pct ?? -1,
        cell: ({ row: { original: sim } }) => (sim.asr_pct === null ? '–' : `${number(Math.round(sim.asr_pct))} % · ${sim.acd_s === null ? '–' : duration(sim.acd_s)}`),
      },
      { accessorKey: 'attempts_today', header: t('attempts'), cell: ({ row }) => `${number(row.original.answered_today)} / ${number(row.original.attempts_today)}` },
      { accessorKey: 'seconds_today', header: t('minutes'), cell: ({ row }) => duration(row.original.seconds_today) },
    ],
    [t],
  );
  const sim = sims.data?.items.find((one) => one.iccid === opened);
  return (
    <Page title={t('title')} description={t('description')}>
      <DataTable label={t('title')} source={sims} columns={columns} rowId={(one) => one.iccid} onOpen={(one) => setOpened(one.iccid)} empty={<EmptyState title={t('empty')}>{t('empty_hint')}</EmptyState>} />
      {sim && <SimDialog key={sim.iccid} sim={sim} onClose={() => setOpened(null)} />}
    </Page>
  );
}

type Word = 'off' | 'in_call' | 'quarantined' | 'out' | 'on_trial' | 'on';
const TONES: Record<Word, Tone> = { off: 'quiet', in_call: 'info', quarantined: 'bad', out: 'bad', on_trial: 'warn', on: 'good' };

function stateOf(sim: Sim): { word: Word; why: string | null } {
  if (!sim.enabled) return { word: 'off', why: null };
  if (sim.calls_now > 0) return { word: 'in_call', why: null };
  if (sim.health === 'quarantined') return { word: 'quarantined', why: sim.why_out };
  if (sim.why_out !== null) return { word: 'out', why: sim.why_out };
  return { word: sim.health === 'on_trial' ? 'on_trial' : 'on', why: null };
}

function State({ sim }: { sim: Sim }) {
  const { t } = useTranslation('sims');
  const { word, why } = stateOf(sim);
  return (
    <>
      <StatusBadge tone={TONES[word]}>{t(`states.${word}`)}</StatusBadge>
      {why !== null && (
        <span className="zx-muted" style={{ display: 'block', maxWidth: 220, fontSize: '0.78rem' }}>
          {why}
        </span>
      )}
    </>
  );
}

function Cap({ sim }: { sim: Sim }) {
  const line = fullest(sim);
  return line ? <UseBar line={line} /> : <>–</>;
}
