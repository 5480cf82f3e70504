import { zodResolver } from '@hookform/resolvers/zod';
import { Button, Group, NumberInput, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';

import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { ErrorState, Loading } from '@/components/states';
import { api, unwrap } from '@/lib/api/client';
import { trunksQuery } from '@/lib/api/routing';
import type { Gateway, Trunk } from '@/lib/api/schema.gen';

import { freeTrunks } from './box-values';

const NEW = 'new';
const whole = (least: number, most: number, message: string) =>
  z.union([z.number(), z.string()]).refine((value) => value !== '' && Number.isInteger(Number(value)) && Number(value) >= least && Number(value) <= most, message);
const schema = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'name'),
  host: z.string().trim().min(1, 'host').max(253, 'host'),
  port: whole(1, 65_535, 'port'),
  gateway_ports: whole(1, 64, 'gateway_ports'),
});
type Values = z.infer<typeof schema>;

interface Props {
  boxes: Gateway[];
  onCancel: () => void;
  onDone: (trunk: number) => void;
}

/** The voice side: a GSM trunk that has no box yet, or a new one. */
export function VoiceStep(props: Props) {
  const trunks = useInfiniteQuery(trunksQuery);
  if (trunks.data) return <Choice {...props} free={freeTrunks(trunks.data.items, props.boxes)} />;
  return trunks.error === null ? <Loading rows={3} /> : <ErrorState error={trunks.error} onRetry={() => void trunks.refetch()} />;
}

function Choice({ free, onCancel, onDone }: Props & { free: Trunk[] }) {
  const { t } = useTranslation(['fleet', 'common']);
  const queries = useQueryClient();
  const [chosen, setChosen] = useState(String(free[0]?.id ?? NEW));
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { name: '', host: '', port: 5060, gateway_ports: 8 } });
  const make = useMutation({
    mutationFn: (values: Values) =>
      unwrap(
        api.POST('/api/v1/trunks', {
          body: {
            name: values.name,
            kind: 'gsm',
            host: values.host.trim(),
            port: Number(values.port),
            gateway_ports: Number(values.gateway_ports),
            // A port carries one call.
            channels_max: Number(values.gateway_ports),
          },
        }),
      ),
    onSuccess: async (trunk) => {
      await queries.invalidateQueries({ queryKey: ['routing'] });
      notifyGood(t('wizard.trunk_made', { name: trunk.name }));
      onDone(trunk.id);
    },
  });
  const wrong = (field: keyof Values) => {
    const key = form.formState.errors[field]?.message as keyof Values | undefined;
    return key === undefined ? fieldError(make.error, field) : t(`error.${key}`);
  };
  const figure = (name: 'port' | 'gateway_ports') => (
    <Controller
      control={form.control}
      name={name}
      render={({ field }) => <NumberInput label={t(`wizard.${name}`)} allowDecimal={false} allowNegative={false} error={wrong(name)} {...field} />}
    />
  );
  const isNew = chosen === NEW;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isNew) void form.handleSubmit((values) => make.mutate(values))(event);
        else onDone(Number(chosen));
      }}
    >
      <Stack gap="sm">
        <Text size="sm">{t('wizard.voice_text')}</Text>
        <Select
          label={t('form.trunk')}
          data-testid="wizard-trunk"
          value={chosen}
          onChange={(value) => value !== null && setChosen(value)}
          data={[...free.map((trunk) => ({ value: String(trunk.id), label: `${trunk.name} (${trunk.host}:${trunk.port})` })), { value: NEW, label: t('wizard.new_trunk') }]}
        />
        {isNew && (
          <SimpleGrid cols={2} spacing="md">
            <TextInput label={t('wizard.name')} description={t('wizard.name_hint')} error={wrong('name')} {...form.register('name')} />
            <TextInput label={t('wizard.host')} description={t('wizard.host_hint')} error={wrong('host')} {...form.register('host')} />
            {figure('port')}
            {figure('gateway_ports')}
          </SimpleGrid>
        )}
        {isNew && <FormError error={make.error} fields={['name', 'host', 'port', 'gateway_ports']} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={make.isPending}>
            {t('wizard.next')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
