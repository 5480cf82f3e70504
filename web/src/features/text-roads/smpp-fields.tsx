import { NumberInput, Select, SimpleGrid, Stack, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { Controller, type FieldError, type UseFormReturn, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';

import { fieldError } from '@/components/field-error';

import type { AccountValues } from './account-values';

type Smpp = AccountValues['smpp'];
type Of<T> = { [K in keyof Smpp]: Smpp[K] extends T ? K : never }[keyof Smpp];
type Words = 'host' | 'system_id' | 'system_type' | 'service_type' | 'dlt_entity_tag' | 'dlt_template_tag' | 'dlt_hash_tag';
type Figure = 'port' | 'binds' | 'window' | 'rate_per_s' | 'enquire_link_s' | 'response_timeout_s' | 'source_ton' | 'source_npi' | 'dest_ton' | 'dest_npi';
type Choice = 'mode' | 'alphabet' | 'joining' | 'id_in_response' | 'id_in_receipt';

const CHOICES = {
  mode: ['transceiver', 'transmitter_receiver'],
  alphabet: ['gsm', 'latin1', 'ascii'],
  joining: ['udh8', 'udh16', 'sar', 'payload'],
  id_in_response: ['as_is', 'decimal', 'hexadecimal'],
  id_in_receipt: ['as_is', 'decimal', 'hexadecimal'],
} as const;

interface Props {
  form: UseFormReturn<AccountValues>;
  say: (key: string | undefined) => string | undefined;
  refused: unknown;
  part: 'main' | 'protocol' | 'dlt';
}

/** The settings of an SMPP account, in three parts: where to, how it speaks, and India's registrations. */
export function SmppFields({ form, say, refused, part }: Props) {
  const { t } = useTranslation('text-roads');
  const errors = form.formState.errors.smpp as Partial<Record<keyof Smpp, FieldError>> | undefined;
  const wrong = (name: keyof Smpp) => say(errors?.[name]?.message) ?? fieldError(refused, `smpp.${name}`);
  const withTls = useWatch({ control: form.control, name: 'smpp.tls' });
  const words = (name: Words) => <TextInput label={t(`smpp.${name}`)} autoComplete="off" error={wrong(name)} {...form.register(`smpp.${name}`)} />;
  const figure = (name: Figure) => (
    <Controller control={form.control} name={`smpp.${name}`} render={({ field }) => <NumberInput label={t(`smpp.${name}`)} allowDecimal={false} allowNegative={false} error={wrong(name)} {...field} />} />
  );
  const flag = (name: Of<boolean>) => (
    <Controller control={form.control} name={`smpp.${name}`} render={({ field }) => <Switch mt="lg" label={t(`smpp.${name}`)} checked={field.value} onChange={(event) => field.onChange(event.currentTarget.checked)} />} />
  );
  const choice = (name: Choice) => (
    <Controller
      control={form.control}
      name={`smpp.${name}`}
      render={({ field }) => <Select label={t(`smpp.${name}`)} allowDeselect={false} data={CHOICES[name].map((value) => ({ value, label: t(`choice.${value}`) }))} error={wrong(name)} {...field} />}
    />
  );
  if (part === 'main')
    return (
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
          {words('host')}
          {figure('port')}
          {words('system_id')}
          {choice('mode')}
          {figure('binds')}
          {figure('window')}
          {figure('rate_per_s')}
          {flag('tls')}
        </SimpleGrid>
        {withTls && (
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            <Textarea label={t('smpp.tls_ca')} description={t('smpp.tls_ca_hint')} placeholder="-----BEGIN CERTIFICATE-----" autosize minRows={2} maxRows={6} spellCheck={false} error={wrong('tls_ca')} {...form.register('smpp.tls_ca')} />
            <TextInput label={t('smpp.tls_pin')} description={t('smpp.tls_pin_hint')} spellCheck={false} autoComplete="off" error={wrong('tls_pin')} {...form.register('smpp.tls_pin')} />
          </SimpleGrid>
        )}
      </Stack>
    );
  if (part === 'dlt')
    return (
      <SimpleGrid cols={{ base: 2, sm: 3 }} spacing="sm">
        {words('dlt_entity_tag')}
        {words('dlt_template_tag')}
        {words('dlt_hash_tag')}
      </SimpleGrid>
    );
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
      {words('system_type')}
      {words('service_type')}
      {choice('alphabet')}
      {choice('joining')}
      {figure('enquire_link_s')}
      {figure('response_timeout_s')}
      {choice('id_in_response')}
      {choice('id_in_receipt')}
      {figure('source_ton')}
      {figure('source_npi')}
      {figure('dest_ton')}
      {figure('dest_npi')}
      {flag('strip_zeros')}
      {flag('fold_case')}
      <Controller
        control={form.control}
        name="smpp.languages"
        render={({ field }) => <TagsInput label={t('smpp.languages')} description={t('smpp.languages_hint')} data={['hindi', 'bengali', 'gujarati', 'kannada', 'malayalam', 'oriya', 'punjabi', 'tamil', 'telugu', 'urdu']} maxTags={10} acceptValueOnBlur error={wrong('languages')} {...field} />}
      />
    </SimpleGrid>
  );
}
