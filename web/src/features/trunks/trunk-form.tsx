import { zodResolver } from '@hookform/resolvers/zod';
import { Button, Checkbox, Group, Modal, MultiSelect, NumberInput, PasswordInput, Select, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Controller, useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';

import { ConfirmModal } from '@/components/confirm-modal';
import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { api, unwrap } from '@/lib/api/client';
import type { Trunk } from '@/lib/api/schema.gen';

import { CODECS, toTrunk, type TrunkProblem, trunkSchema, type TrunkValues, valuesOf } from './trunk-values';

const FIELDS = ['name', 'kind', 'host', 'port', 'username', 'password', 'codecs', 'channels_max', 'caller_id', 'caller_ids', 'gateway_ports'] as const;

export function TrunkForm({ trunk, onClose }: { trunk: Trunk | null; onClose: () => void }) {
  const { t } = useTranslation(['trunks', 'common']);
  const queries = useQueryClient();
  const [deleting, setDeleting] = useState(false);
  const form = useForm<TrunkValues>({ resolver: zodResolver(trunkSchema), defaultValues: valuesOf(trunk) });
  const kind = useWatch({ control: form.control, name: 'kind' });
  const forget = useWatch({ control: form.control, name: 'forget_password' });
  const kept = trunk?.has_password === true;
  const finish = async (message: string) => {
    await queries.invalidateQueries({ queryKey: ['routing'] });
    notifyGood(message);
    onClose();
  };
  const save = useMutation({
    mutationFn: (values: TrunkValues) =>
      trunk
        ? unwrap(api.PUT('/api/v1/trunks/{id}', { params: { path: { id: trunk.id } }, body: toTrunk(values) }))
        : unwrap(api.POST('/api/v1/trunks', { body: toTrunk(values) })),
    onSuccess: () => finish(t('saved')),
  });
  const remove = useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE('/api/v1/trunks/{id}', { params: { path: { id } } })),
    onSuccess: () => finish(t('deleted')),
    onSettled: () => setDeleting(false),
  });
  const errors = form.formState.errors;
  const wrong = (field: (typeof FIELDS)[number]) => {
    const key = errors[field]?.message as TrunkProblem | undefined;
    return key === undefined ? fieldError(save.error, field) : t(`error.${key}`);
  };
  const submit = form.handleSubmit((values) => save.mutate(values));
  const numberField = (name: 'port' | 'channels_max' | 'gateway_ports') => (
    <Controller
      control={form.control}
      name={name}
      render={({ field }) => <NumberInput label={t(name)} allowDecimal={false} allowNegative={false} error={wrong(name)} {...field} />}
    />
  );
  return (
    <Modal opened onClose={onClose} size="lg" title={trunk ? t('edit', { name: trunk.name }) : t('new')}>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          <Group grow align="flex-start">
            <TextInput label={t('name')} description={t('name_hint')} data-autofocus error={wrong('name')} {...form.register('name')} />
            <Controller
              control={form.control}
              name="kind"
              render={({ field }) => (
                <Select
                  label={t('kind')}
                  data={[
                    { value: 'sip', label: t('kinds.sip') },
                    { value: 'gsm', label: t('kinds.gsm') },
                  ]}
                  {...field}
                />
              )}
            />
          </Group>
          <Group grow align="flex-start">
            <TextInput label={t('host')} error={wrong('host')} {...form.register('host')} />
            {numberField('port')}
            {kind === 'gsm' && numberField('gateway_ports')}
          </Group>
          <Group grow align="flex-start">
            <TextInput label={t('username')} autoComplete="off" error={wrong('username')} {...form.register('username')} />
            <PasswordInput
              label={t('password')}
              description={kept ? t('password_kept') : t('password_hint')}
              autoComplete="new-password"
              disabled={forget}
              error={wrong('password')}
              {...form.register('password')}
            />
          </Group>
          <Group grow align="flex-start">
            <TextInput label={t('caller_id')} description={t('caller_id_hint')} error={wrong('caller_id')} {...form.register('caller_id')} />
            <Controller
              control={form.control}
              name="codecs"
              render={({ field }) => <MultiSelect label={t('codecs')} data={[...CODECS]} error={wrong('codecs')} {...field} />}
            />
          </Group>
          <Textarea label={t('caller_ids')} description={t('caller_ids_hint')} autosize minRows={1} maxRows={6} spellCheck={false} error={wrong('caller_ids')} {...form.register('caller_ids')} />
          {kept && (
            <Controller
              control={form.control}
              name="forget_password"
              render={({ field }) => <Checkbox label={t('password_forget')} checked={field.value} onChange={(event) => field.onChange(event.currentTarget.checked)} />}
            />
          )}
          <Group align="flex-end" gap="xl">
            {numberField('channels_max')}
            <Controller
              control={form.control}
              name="enabled"
              render={({ field }) => <Switch label={t('enabled')} mb={8} checked={field.value} onChange={(event) => field.onChange(event.currentTarget.checked)} />}
            />
          </Group>
          <FormError error={save.error ?? remove.error} fields={FIELDS} />
          <Group justify="space-between">
            {trunk ? (
              <Button variant="light" color="signal" onClick={() => setDeleting(true)}>
                {t('delete')}
              </Button>
            ) : (
              <span />
            )}
            <Group>
              <Button variant="default" onClick={onClose}>
                {t('common:cancel')}
              </Button>
              <Button type="submit" loading={save.isPending}>
                {trunk ? t('save') : t('create')}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
      {trunk && (
        <ConfirmModal
          opened={deleting}
          title={t('delete_title', { name: trunk.name })}
          confirmLabel={t('delete')}
          loading={remove.isPending}
          onConfirm={() => remove.mutate(trunk.id)}
          onClose={() => setDeleting(false)}
        >
          {t('delete_text')}
        </ConfirmModal>
      )}
    </Modal>
  );
}
