import { Button, Group, Modal, Stack, Switch, Text, Textarea } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { DataTable } from '@/components/data-table';
import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { EmptyState } from '@/components/states';
import { StatusBadge } from '@/components/status-badge';
import { api, unwrap } from '@/lib/api/client';
import { callerSeriesQuery } from '@/lib/api/routing';
import type { CallerSeries } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';

import { PURPOSES } from './group-values';

/** Which numbers the law wants shown to the called, by country and purpose. */
export function CallerSeriesList() {
  const { t } = useTranslation(['route-groups', 'common']);
  const series = useInfiniteQuery(callerSeriesQuery);
  const mayEdit = useMay('routing.edit');
  const [edited, setEdited] = useState<CallerSeries | null>(null);
  const columns = useMemo<ColumnDef<CallerSeries>[]>(() => {
    const purpose = (name: string) => {
      const known = PURPOSES.find((one) => one === name);
      return known ? t(`common:purpose.${known}`) : name;
    };
    return [
      { accessorKey: 'country', header: t('series.country') },
      { id: 'purposes', header: t('purposes'), accessorFn: (one) => one.purposes.map(purpose).join(', ') },
      { id: 'prefixes', header: t('series.prefixes'), accessorFn: (one) => one.prefixes.join(', ') },
      { accessorKey: 'source', header: t('series.source') },
      {
        accessorKey: 'enabled',
        header: t('state'),
        cell: ({ row }) => <StatusBadge tone={row.original.enabled ? 'good' : 'quiet'}>{row.original.enabled ? t('series.on') : t('series.off')}</StatusBadge>,
      },
    ];
  }, [t]);
  return (
    <section aria-labelledby="caller-series">
      <Text id="caller-series" component="h2" fw={600} mb={2}>
        {t('series.title')}
      </Text>
      <Text size="sm" className="zx-muted" mb="xs">
        {t('series.text')}
      </Text>
      <DataTable label={t('series.title')} source={series} columns={columns} rowId={(one) => String(one.id)} empty={<EmptyState title={t('series.empty')} />} {...(mayEdit ? { onOpen: setEdited } : {})} />
      {edited && <SeriesForm series={edited} onClose={() => setEdited(null)} />}
    </section>
  );
}

function SeriesForm({ series, onClose }: { series: CallerSeries; onClose: () => void }) {
  const { t } = useTranslation(['route-groups', 'common']);
  const queries = useQueryClient();
  const [enabled, setEnabled] = useState(series.enabled);
  const [prefixes, setPrefixes] = useState(series.prefixes.join('\n'));
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PUT('/api/v1/caller-series/{id}', {
          params: { path: { id: series.id } },
          body: { enabled, prefixes: prefixes.split(/[\s,]+/).filter((one) => one !== '') },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['routing'] });
      notifyGood(t('series.saved'));
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('series.edit', { country: series.country })}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{series.source}</Text>
          <Textarea label={t('series.prefixes')} description={t('series.prefixes_hint')} autosize minRows={2} value={prefixes} error={fieldError(save.error, 'prefixes')} onChange={(event) => setPrefixes(event.currentTarget.value)} />
          <Switch label={t('series.enabled')} description={t('series.enabled_hint')} checked={enabled} onChange={(event) => setEnabled(event.currentTarget.checked)} />
          <FormError error={save.error} fields={['prefixes']} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t('save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
