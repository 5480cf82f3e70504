import { zodResolver } from '@hookform/resolvers/zod';
import { Accordion, Button, Checkbox, Group, Modal, NumberInput, PasswordInput, Select, Stack, Switch, TagsInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Controller, useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';

import { ConfirmModal } from '@/components/confirm-modal';
import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { api, unwrap } from '@/lib/api/client';
import type { SmscAccount } from '@/lib/api/schema.gen';

import { type AccountProblem, accountSchema, type AccountValues, toAccount, valuesOf } from './account-values';
import { SmppFields } from './smpp-fields';

const FIELDS = ['name', 'kind', 'sender', 'price_minor', 'currency', 'password', 'http', 'smpp'] as const;

export function AccountForm({ account, onClose }: { account: SmscAccount | null; onClose: () => void }) {
  const { t } = useTranslation(['text-roads', 'common']);
  const queries = useQueryClient();
  const [deleting, setDeleting] = useState(false);
  const form = useForm<AccountValues>({ resolver: zodResolver(accountSchema), defaultValues: valuesOf(account) });
  const kind = useWatch({ control: form.control, name: 'kind' });
  const forget = useWatch({ control: form.control, name: 'forget_password' });
  const kept = account?.has_password === true;
  const finish = async (message: string) => {
    await queries.invalidateQueries({ queryKey: ['smsc-accounts'] });
    notifyGood(message);
    onClose();
  };
  const save = useMutation({
    mutationFn: (values: AccountValues) =>
      account
        ? unwrap(api.PUT('/api/v1/smsc-accounts/{id}', { params: { path: { id: account.id } }, body: toAccount(values) }))
        : unwrap(api.POST('/api/v1/smsc-accounts', { body: toAccount(values) })),
    onSuccess: () => finish(t('account.saved')),
  });
  const remove = useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE('/api/v1/smsc-accounts/{id}', { params: { path: { id } } })),
    onSuccess: () => finish(t('account.deleted')),
    onSettled: () => setDeleting(false),
  });
  const errors = form.formState.errors;
  const say = (key: string | undefined) => (key === undefined ? undefined : t(`error.${key as AccountProblem}`));
  const wrong = (field: 'name' | 'sender' | 'price' | 'currency' | 'password' | 'url', served: string = field) => say(errors[field]?.message) ?? fieldError(save.error, served);
  const submit = form.handleSubmit((values) => save.mutate(values));
  return (
    <Modal opened onClose={onClose} size="xl" title={account ? t('account.edit', { name: account.name }) : t('account.new')}>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          <Group grow align="flex-start">
            <TextInput label={t('account.name')} description={t('account.name_hint')} data-autofocus error={wrong('name')} {...form.register('name')} />
            <Controller
              control={form.control}
              name="kind"
              render={({ field }) => (
                <Select label={t('account.kind')} description={t('account.kind_hint')} allowDeselect={false} disabled={account !== null} data={(['smpp', 'http'] as const).map((value) => ({ value, label: t(`kinds.${value}`) }))} {...field} />
              )}
            />
          </Group>
          {kind === 'http' ? (
            <TextInput type="url" label={t('account.url')} description={t('account.url_hint')} error={wrong('url', 'http.url')} {...form.register('url')} />
          ) : (
            <SmppFields form={form} say={say} refused={save.error} part="main" />
          )}
          <Group grow align="flex-start">
            <PasswordInput
              label={kind === 'http' ? t('account.token') : t('account.password')}
              description={kept ? t('account.password_kept') : t('account.password_hint')}
              autoComplete="new-password"
              disabled={forget}
              error={wrong('password')}
              {...form.register('password')}
            />
            <TextInput label={t('account.sender')} description={t('account.sender_hint')} error={wrong('sender')} {...form.register('sender')} />
            <Controller
              control={form.control}
              name="price"
              render={({ field }) => <NumberInput label={t('account.price')} description={t('account.price_hint')} allowNegative={false} decimalScale={2} error={wrong('price', 'price_minor')} {...field} />}
            />
            <TextInput label={t('account.currency')} description={t('account.currency_hint')} maxLength={3} error={wrong('currency')} {...form.register('currency')} />
          </Group>
          {kept && (
            <Controller
              control={form.control}
              name="forget_password"
              render={({ field }) => <Checkbox label={t('account.password_forget')} checked={field.value} onChange={(event) => field.onChange(event.currentTarget.checked)} />}
            />
          )}
          {kind === 'smpp' && (
            <Accordion variant="contained" chevronPosition="left">
              <Accordion.Item value="protocol">
                <Accordion.Control>{t('account.protocol')}</Accordion.Control>
                <Accordion.Panel>
                  <SmppFields form={form} say={say} refused={save.error} part="protocol" />
                </Accordion.Panel>
              </Accordion.Item>
              <Accordion.Item value="dlt">
                <Accordion.Control>{t('account.dlt')}</Accordion.Control>
                <Accordion.Panel>
                  <SmppFields form={form} say={say} refused={save.error} part="dlt" />
                  <Controller
                    control={form.control}
                    name="smpp.telemarketers"
                    render={({ field }) => <TagsInput mt="sm" label={t('smpp.telemarketers')} description={t('smpp.telemarketers_hint')} maxTags={8} acceptValueOnBlur error={fieldError(save.error, 'smpp.telemarketers')} {...field} />}
                  />
                </Accordion.Panel>
              </Accordion.Item>
            </Accordion>
          )}
          <Controller
            control={form.control}
            name="enabled"
            render={({ field }) => <Switch label={t('enabled')} checked={field.value} onChange={(event) => field.onChange(event.currentTarget.checked)} />}
          />
          {errors.smpp && <p role="alert" style={{ margin: 0, color: 'var(--zx-bad)' }}>{t('account.look_inside')}</p>}
          <FormError error={save.error ?? remove.error} fields={FIELDS} />
          <Group justify="space-between">
            {account ? (
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
              <Button type="submit" loading={save.isPending} data-testid="account-save">
                {account ? t('account.save') : t('account.create')}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
      {account && (
        <ConfirmModal opened={deleting} title={t('account.delete_title', { name: account.name })} confirmLabel={t('delete')} loading={remove.isPending} onConfirm={() => remove.mutate(account.id)} onClose={() => setDeleting(false)}>
          {t('account.delete_text')}
        </ConfirmModal>
      )}
    </Modal>
  );
}
