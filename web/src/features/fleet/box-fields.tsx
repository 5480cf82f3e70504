import { Checkbox, Group, NumberInput, PasswordInput, Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { Controller, type UseFormReturn, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';

import { fieldError } from '@/components/field-error';

import { type BoxProblem, type BoxValues, DRIVERS } from './box-values';

interface Props {
  form: UseFormReturn<BoxValues>;
  /** What the server refused, shown at its field. */
  refusal: unknown;
  keepsPassword: boolean;
  /** Whole: also what has a good default. */
  whole: boolean;
}

/** The contract's names of those that are called otherwise here. */
const NAMES: Partial<Record<keyof BoxValues, string>> = { poll: 'poll_interval_ms', patience: 'patience_ms', certificate: 'accept_any_certificate' };

/** How a box is reached and asked. */
export function BoxFields({ form, refusal, keepsPassword, whole }: Props) {
  const { t } = useTranslation('fleet');
  const driver = useWatch({ control: form.control, name: 'driver' });
  const wrong = (field: keyof BoxValues) => {
    const key = form.formState.errors[field]?.message as BoxProblem | undefined;
    return key === undefined ? fieldError(refusal, NAMES[field] ?? field) : t(`error.${key}`);
  };
  const seconds = (name: 'poll' | 'patience') => (
    <Controller control={form.control} name={name} render={({ field }) => <NumberInput label={t(`form.${name}`)} allowNegative={false} error={wrong(name)} {...field} />} />
  );
  return (
    <Stack gap="sm">
      <SimpleGrid cols={2} spacing="md">
        <Controller
          control={form.control}
          name="driver"
          render={({ field }) => <Select label={t('form.driver')} data={DRIVERS.map((value) => ({ value, label: t(`driver.${value}`) }))} error={wrong('driver')} {...field} />}
        />
        <TextInput label={t('form.url')} description={t(`form.url_hint.${driver}`)} spellCheck={false} data-testid="box-url" error={wrong('url')} {...form.register('url')} />
        <TextInput label={t('form.username')} autoComplete="off" data-testid="box-username" error={wrong('username')} {...form.register('username')} />
        <PasswordInput
          label={t('form.password')}
          description={t(keepsPassword ? 'form.password_kept' : 'form.password_hint')}
          autoComplete="new-password"
          data-testid="box-password"
          error={wrong('password')}
          {...form.register('password')}
        />
        <TextInput label={t('form.zone')} description={t('form.zone_hint')} spellCheck={false} error={wrong('zone')} {...form.register('zone')} />
        {whole && <Textarea label={t('form.push_from')} description={t('form.push_from_hint')} autosize minRows={1} error={wrong('push_from')} {...form.register('push_from')} />}
      </SimpleGrid>
      {whole && (
        <Group grow align="flex-start">
          {seconds('poll')}
          {seconds('patience')}
        </Group>
      )}
      <Controller
        control={form.control}
        name="certificate"
        render={({ field }) => <Checkbox label={t('form.certificate')} checked={field.value} onChange={(event) => field.onChange(event.currentTarget.checked)} />}
      />
    </Stack>
  );
}
