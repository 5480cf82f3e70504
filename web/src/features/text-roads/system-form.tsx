import { zodResolver } from '@hookform/resolvers/zod';
import { Button, Group, Modal, NumberInput, PasswordInput, Select, Stack, Switch, TagsInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';

import { ConfirmModal } from '@/components/confirm-modal';
import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { api, unwrap } from '@/lib/api/client';
import type { SmppClient, SmppClientWrite } from '@/lib/api/schema.gen';

const FIELDS = ['name', 'system_id', 'password', 'max_binds', 'window', 'rate_per_s', 'allowed_from', 'purpose', 'priority', 'sender'] as const;
const whole = (least: number, most: number) => z.union([z.number(), z.string()]).refine((value) => value !== '' && Number.isInteger(Number(value)) && Number(value) >= least && Number(value) <= most, 'whole');
const schemaFor = (fresh: boolean) =>
  z.object({
    name: z.string().trim().min(1, 'system_name').max(60, 'system_name'),
    system_id: z.string().regex(/^[A-Za-z0-9._-]{1,15}$/, 'system_id'),
    // SMPP 3.4, 5.2.2: nine octets with the one that ends it.
    password: z.string().refine((value) => (value === '' && !fresh) || (value.length >= 4 && value.length <= 8), 'system_password'),
    enabled: z.boolean(),
    max_binds: whole(1, 50),
    window: whole(1, 1000),
    rate_per_s: whole(1, 100_000),
    allowed_from: z.array(z.string()),
    purpose: z.enum(['recovery', 'service', 'promotion']),
    priority: z.enum(['urgent', 'normal', 'bulk']),
    sender: z.string().trim().max(20, 'sender'),
  });
type Values = z.infer<ReturnType<typeof schemaFor>>;
type SystemProblem = 'system_name' | 'system_id' | 'system_password' | 'whole' | 'sender';

const toClient = ({ password, sender, ...values }: Values): SmppClientWrite => ({
  ...values,
  max_binds: Number(values.max_binds),
  window: Number(values.window),
  rate_per_s: Number(values.rate_per_s),
  sender: sender === '' ? null : sender,
  ...(password === '' ? {} : { password }),
});

export function SystemForm({ client, onClose }: { client: SmppClient | null; onClose: () => void }) {
  const { t } = useTranslation(['text-roads', 'common']);
  const queries = useQueryClient();
  const [deleting, setDeleting] = useState(false);
  const form = useForm<Values>({
    resolver: zodResolver(schemaFor(client === null)),
    defaultValues: {
      name: client?.name ?? '',
      system_id: client?.system_id ?? '',
      password: '',
      enabled: client?.enabled ?? true,
      max_binds: client?.max_binds ?? 2,
      window: client?.window ?? 50,
      rate_per_s: client?.rate_per_s ?? 100,
      allowed_from: client?.allowed_from ?? [],
      purpose: client?.purpose ?? 'service',
      priority: client?.priority ?? 'normal',
      sender: client?.sender ?? '',
    },
  });
  const finish = async (message: string) => {
    await queries.invalidateQueries({ queryKey: ['smpp-clients'] });
    notifyGood(message);
    onClose();
  };
  const save = useMutation({
    mutationFn: (values: Values) =>
      client ? unwrap(api.PUT('/api/v1/smpp-clients/{id}', { params: { path: { id: client.id } }, body: toClient(values) })) : unwrap(api.POST('/api/v1/smpp-clients', { body: toClient(values) })),
    onSuccess: () => finish(t('system.saved')),
  });
  const remove = useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE('/api/v1/smpp-clients/{id}', { params: { path: { id } } })),
    onSuccess: () => finish(t('system.deleted')),
    onSettled: () => setDeleting(false),
  });
  const errors = form.formState.errors;
  const wrong = (name: keyof Values) => {
    const key = errors[name]?.message as SystemProblem | undefined;
    return key === undefined ? fieldError(save.error, name) : t(`error.${key}`);
  };
  const figure = (name: 'max_binds' | 'window' | 'rate_per_s') => (
    <Controller control={form.control} name={name} render={({ field }) => <NumberInput label={t(`system.${name}`)} allowDecimal={false} allowNegative={false} error={wrong(name)} {...field} />} />
  );
  const submit = form.handleSubmit((values) => save.mutate(values));
  return (
    <Modal opened onClose={onClose} size="lg" title={client ? t('system.edit', { name: client.name }) : t('system.new')}>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          <Group grow align="flex-start">
            <TextInput label={t('system.name')} data-autofocus error={wrong('name')} {...form.register('name')} />
            <TextInput label={t('smpp.system_id')} autoComplete="off" error={wrong('system_id')} {...form.register('system_id')} />
            <PasswordInput label={t('account.password')} description={client ? t('account.password_kept') : t('system.password_hint')} autoComplete="new-password" error={wrong('password')} {...form.register('password')} />
          </Group>
          <Group grow align="flex-start">
            {figure('max_binds')}
            {figure('window')}
            {figure('rate_per_s')}
          </Group>
          <Controller
            control={form.control}
            name="allowed_from"
            render={({ field }) => <TagsInput label={t('system.allowed_from')} description={t('system.allowed_hint')} maxTags={20} acceptValueOnBlur error={wrong('allowed_from')} {...field} />}
          />
          <Group grow align="flex-start">
            <Controller
              control={form.control}
              name="purpose"
              render={({ field }) => <Select label={t('route.purpose')} allowDeselect={false} data={(['recovery', 'service', 'promotion'] as const).map((value) => ({ value, label: t(`common:purpose.${value}`) }))} {...field} />}
            />
            <Controller
              control={form.control}
              name="priority"
              render={({ field }) => <Select label={t('route.priority')} allowDeselect={false} data={(['urgent', 'normal', 'bulk'] as const).map((value) => ({ value, label: t(`priorities.${value}`) }))} {...field} />}
            />
            <TextInput label={t('account.sender')} error={wrong('sender')} {...form.register('sender')} />
          </Group>
          <Controller control={form.control} name="enabled" render={({ field }) => <Switch label={t('enabled')} checked={field.value} onChange={(event) => field.onChange(event.currentTarget.checked)} />} />
          <FormError error={save.error ?? remove.error} fields={FIELDS} />
          <Group justify="space-between">
            {client ? (
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
                {client ? t('system.save') : t('system.create')}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
      {client && (
        <ConfirmModal opened={deleting} title={t('system.delete_title', { name: client.name })} confirmLabel={t('delete')} loading={remove.isPending} onConfirm={() => remove.mutate(client.id)} onClose={() => setDeleting(false)}>
          {t('system.delete_text')}
        </ConfirmModal>
      )}
    </Modal>
  );
}
