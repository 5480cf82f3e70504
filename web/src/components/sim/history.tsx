import { Group, SegmentedControl, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { EmptyState, ErrorState, Loading } from '@/components/states';
import { type HistoryOf, historyQuery } from '@/lib/api/routing';
import type { ParameterFleetMetric as FleetMetric, Series } from '@/lib/api/schema.gen';
import { duration, money, number } from '@/lib/format/format';

const Graph = lazy(() => import('@/components/graph').then((file) => ({ default: file.Graph })));

const RANGES = { day: 24, week: 168, month: 720 } as const;
const COUNTED: readonly FleetMetric[] = ['minutes', 'attempts', 'answered', 'texts', 'recipients'];
const OF_PORT: readonly FleetMetric[] = ['minutes', 'attempts', 'answered', 'asr', 'acd'];
const OF_SIM: readonly FleetMetric[] = [...OF_PORT, 'credit', 'signal', 'texts', 'recipients'];

/** What a SIM or a port did, over a day, a week or a month. */
export function History({ of, currency }: { of: HistoryOf; currency: string }) {
  const { t } = useTranslation('common');
  const [metric, setMetric] = useState<FleetMetric>('attempts');
  const [range, setRange] = useState<keyof typeof RANGES>('week');
  const query = useQuery(historyQuery(of, metric, RANGES[range]));
  const points = useMemo(() => (query.data?.points ?? []).map((point) => ({ at: Date.parse(point.at) / 1000, value: point.value })), [query.data]);
  const show = (value: number) => shown(value, query.data?.unit, currency);
  return (
    <div data-testid="history">
      <Group mb="xs" justify="space-between">
        <Select
          aria-label={t('history.metric_label')}
          size="xs"
          w={190}
          allowDeselect={false}
          value={metric}
          onChange={(value) => value !== null && setMetric(value)}
          data={('iccid' in of ? OF_SIM : OF_PORT).map((value) => ({ value, label: t(`history.metric.${value}`) }))}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('history.range_label')}
          value={range}
          onChange={(value) => setRange(value as keyof typeof RANGES)}
          data={Object.keys(RANGES).map((value) => ({ value, label: t(`history.range.${value as keyof typeof RANGES}`) }))}
        />
      </Group>
      {query.isPending && <Loading rows={1} height={210} />}
      {query.error && !query.data && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && points.length === 0 && <EmptyState title={t('history.empty')} />}
      {points.length > 0 && (
        <Suspense fallback={<Loading rows={1} height={210} />}>
          <Graph points={points} shape={COUNTED.includes(metric) ? 'bars' : 'line'} show={show} label={t(`history.metric.${metric}`)} />
        </Suspense>
      )}
    </div>
  );
}

function shown(value: number, unit: Series['unit'] | undefined, currency: string): string {
  if (unit === 'minor') return money(value, currency);
  if (unit === 'percent') return `${number(Math.round(value * 10) / 10)} %`;
  if (unit === 's') return duration(value);
  return number(Math.round(value * 10) / 10);
}
