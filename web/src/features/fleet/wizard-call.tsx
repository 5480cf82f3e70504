import { Button, Group, NumberInput, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { Loading } from '@/components/states';
import { api, unwrap } from '@/lib/api/client';
import type { Gateway } from '@/lib/api/schema.gen';

import { FindingsList } from './findings';

/** One real call through the box to a telephone at hand: the only proof that voice works. */
export function CallStep({ box, onDone }: { box: Gateway; onDone: () => void }) {
  const { t } = useTranslation('fleet');
  const [phone, setPhone] = useState('');
  const [port, setPort] = useState<number | string>('');
  const call = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/api/v1/gateways/{id}/test-calls', {
          params: { path: { id: box.id } },
          // People count the ports from one.
          body: { phone_number: phone.trim(), ...(port === '' ? {} : { port: Number(port) - 1 }) },
        }),
      ),
  });
  const well = call.data?.ok === true;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (phone.trim() !== '') call.mutate();
      }}
    >
      <Stack gap="sm">
        <Text size="sm">{t('wizard.call_text')}</Text>
        <SimpleGrid cols={2} spacing="md">
          <TextInput
            label={t('wizard.call_number')}
            description={t('wizard.call_number_hint')}
            inputMode="tel"
            maxLength={32}
            value={phone}
            error={fieldError(call.error, 'phone_number')}
            onChange={(event) => setPhone(event.currentTarget.value)}
          />
          <NumberInput label={t('wizard.call_port')} description={t('wizard.call_port_hint')} allowDecimal={false} min={1} max={100} value={port} error={fieldError(call.error, 'port')} onChange={setPort} />
        </SimpleGrid>
        {call.isPending && (
          <>
            <Text size="sm" role="status">
              {t('wizard.calling')}
            </Text>
            <Loading rows={3} height={22} />
          </>
        )}
        {call.data && <FindingsList found={call.data} />}
        <FormError error={call.error} fields={['phone_number', 'port']} />
        <Group justify="flex-end">
          <Button type="submit" variant={well ? 'default' : 'filled'} disabled={phone.trim() === ''} loading={call.isPending}>
            {t('wizard.call')}
          </Button>
          <Button variant={well ? 'filled' : 'default'} onClick={onDone}>
            {t('wizard.finish')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
