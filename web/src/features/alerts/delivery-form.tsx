import { Alert, Button, Fieldset, Group, NumberInput, PasswordInput, Select, Stack, Switch, TagsInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Controller, type FieldPath, useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';

import { errorText } from '@/components/error-text';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { alertSettingsQuery, SEVERITIES } from '@/lib/api/alerts';
import { api, unwrap } from '@/lib/api/client';
import type { AlertSettings } from '@/lib/api/schema.gen';
import { useHotkey } from '@/lib/hotkeys/hotkeys';

import { type DeliveryValues, toSettings, valuesOf } from './delivery-values';

type Channel = 'email' | 'webhook';

export function DeliveryForm({ settings }: { settings: AlertSettings }) {
  const { t } = useTranslation('alerts');
  const queries = useQueryClient();
  const form = useForm<DeliveryValues>({ defaultValues: valuesOf(settings) });
  const save = useMutation({
    mutationFn: (values: DeliveryValues) => unwrap(api.PUT('/api/v1/alert-settings', { body: toSettings(values) })),
    onSuccess: (saved) => {
      notifyGood(t('delivery.saved'));
      queries.setQueryData(alertSettingsQuery.queryKey, saved);
    },
  });
  const submit = form.handleSubmit((values) => save.mutate(values));
  useHotkey('save', () => void submit());

  const numberField = (name: 'escalate_after_min' | 'remind_every_min' | 'email.port', label: string, description?: string) => (
    <Controller
      control={form.control}
      name={name}
      render={({ field }) => <NumberInput label={label} description={description} allowDecimal={false} allowNegative={false} {...field} />}
    />
  );
  const flag = (name: 'email.enabled' | 'webhook.enabled') => (
    <Controller
      control={form.control}
      name={name}
      render={({ field }) => <Switch label={t('delivery.enabled')} checked={field.value} onChange={(event) => field.onChange(event.currentTarget.checked)} />}
    />
  );
  const severity = (name: 'email.min_severity' | 'webhook.min_severity') => (
    <Controller
      control={form.control}
      name={name}
      render={({ field }) => (
        <Select label={t('delivery.min_severity')} allowDeselect={false} data={SEVERITIES.map((value) => ({ value, label: t(`severities.${value}`) }))} {...field} />
      )}
    />
  );
  const addresses = (name: 'email.to' | 'email.escalate_to', label: string) => (
    <Controller control={form.control} name={name} render={({ field }) => <TagsInput label={label} description={t('delivery.addresses_hint')} acceptValueOnBlur {...field} />} />
  );
  const text = (name: FieldPath<DeliveryValues>, label: string) => <TextInput label={label} autoComplete="off" {...form.register(name)} />;
  const quiet = (channel: Channel) => (
    <>
      <TextInput type="time" label={t('delivery.quiet_from')} description={t('delivery.quiet_hint')} {...form.register(`${channel}.quiet_from`)} />
      <TextInput type="time" label={t('delivery.quiet_to')} description={t('delivery.quiet_hint')} {...form.register(`${channel}.quiet_to`)} />
    </>
  );
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Stack gap="md" maw={820}>
        <Group grow align="flex-start">
          {numberField('escalate_after_min', t('delivery.escalate_after_min'), t('delivery.escalate_hint'))}
          {numberField('remind_every_min', t('delivery.remind_every_min'), t('delivery.remind_hint'))}
        </Group>
        <Fieldset legend={t('delivery.email')}>
          <Stack gap="sm">
            {flag('email.enabled')}
            <Group grow align="flex-start">
              {text('email.host', t('delivery.host'))}
              {numberField('email.port', t('delivery.port'))}
              <Controller
                control={form.control}
                name="email.security"
                render={({ field }) => (
                  <Select
                    label={t('delivery.security')}
                    allowDeselect={false}
                    data={(['starttls', 'tls', 'none'] as const).map((value) => ({ value, label: t(`delivery.securities.${value}`) }))}
                    {...field}
                  />
                )}
              />
            </Group>
            <Group grow align="flex-start">
              {text('email.username', t('delivery.username'))}
              <PasswordInput
                label={t('delivery.password')}
                placeholder={settings.email.has_password ? t('delivery.kept') : ''}
                autoComplete="new-password"
                {...form.register('email.password')}
              />
              {text('email.from', t('delivery.from'))}
            </Group>
            <Group grow align="flex-start">
              {addresses('email.to', t('delivery.to'))}
              {addresses('email.escalate_to', t('delivery.escalate_to'))}
            </Group>
            <Group grow align="flex-start">
              {severity('email.min_severity')}
              {quiet('email')}
            </Group>
            <TestButton channel="email" />
          </Stack>
        </Fieldset>
        <Fieldset legend={t('delivery.webhook')}>
          <Stack gap="sm">
            {flag('webhook.enabled')}
            <Group grow align="flex-start">
              {text('webhook.url', t('delivery.url'))}
              <PasswordInput
                label={t('delivery.secret')}
                description={t('delivery.secret_hint')}
                placeholder={settings.webhook.has_secret ? t('delivery.kept') : ''}
                autoComplete="new-password"
                {...form.register('webhook.secret')}
              />
            </Group>
            <Group grow align="flex-start">
              {severity('webhook.min_severity')}
              {quiet('webhook')}
            </Group>
            <TestButton channel="webhook" />
          </Stack>
        </Fieldset>
        <FormError error={save.error} />
        <Group>
          <Button type="submit" loading={save.isPending} data-testid="save-delivery">
            {t('delivery.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function TestButton({ channel }: { channel: Channel }) {
  const { t } = useTranslation('alerts');
  const test = useMutation({ mutationFn: () => unwrap(api.POST('/api/v1/alert-settings/test', { body: { channel } })) });
  const failed = test.error ? errorText(test.error) : test.data?.ok === false ? test.data.detail : null;
  return (
    <Stack gap="xs">
      <Group>
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate()} title={t('delivery.test_hint')} data-testid={`test-${channel}`}>
          {t(`delivery.test_${channel}`)}
        </Button>
        <span className="zx-muted">{t('delivery.test_hint')}</span>
      </Group>
      {test.data?.ok === true && (
        <Alert color="leaf" role="status">
          {t('delivery.test_ok')}
        </Alert>
      )}
      {failed !== null && (
        <Alert color="signal" role="alert">
          {t('delivery.test_failed', { why: failed })}
        </Alert>
      )}
    </Stack>
  );
}
