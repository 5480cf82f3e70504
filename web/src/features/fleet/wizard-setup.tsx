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

/** The voice settings of a box that was just kept: written, then asked once more as a whole. */
export function SetupStep({ box, onDone }: { box: Gateway; onDone: () => void }) {
  const { t } = useTranslation('fleet');
  const [host, setHost] = useState('');
  const [port, setPort] = useState<number | string>('');
  const params = { path: { id: box.id } };
  const provision = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/api/v1/gateways/{id}/provision', {
          params,
          body: { ...(host.trim() === '' ? {} : { sip_host: host.trim() }), ...(port === '' ? {} : { sip_port: Number(port) }) },
        }),
      ),
  });
  const check = useMutation({ mutationFn: () => unwrap(api.POST('/api/v1/gateways/{id}/probe', { params })) });
  const well = check.data?.ok === true;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        provision.mutate(undefined, { onSuccess: () => check.mutate() });
      }}
    >
      <Stack gap="sm">
        <Text size="sm">{t('wizard.setup_text')}</Text>
        <SimpleGrid cols={2} spacing="md">
          <TextInput label={t('wizard.sip_host')} description={t('wizard.sip_host_hint')} maxLength={253} value={host} error={fieldError(provision.error, 'sip_host')} onChange={(event) => setHost(event.currentTarget.value)} />
          <NumberInput label={t('wizard.sip_port')} description={t('wizard.sip_host_hint')} allowDecimal={false} allowNegative={false} value={port} error={fieldError(provision.error, 'sip_port')} onChange={setPort} />
        </SimpleGrid>
        {provision.isPending && <Loading rows={4} height={22} />}
        {provision.data && (
          <div data-testid="provisioned">
            <FindingsList found={provision.data} />
          </div>
        )}
        {check.isPending && <Loading rows={4} height={22} />}
        {check.data && (
          <div data-testid="checked">
            <Text fw={600} size="sm" mb={6}>
              {t('wizard.checked')}
            </Text>
            <FindingsList found={check.data} />
          </div>
        )}
        <FormError error={provision.error ?? check.error} fields={['sip_host', 'sip_port']} />
        <Group justify="flex-end">
          <Button type="submit" variant={provision.data?.ok === true ? 'default' : 'filled'} loading={provision.isPending}>
            {t('wizard.provision')}
          </Button>
          <Button variant={provision.data?.ok === true && !well ? 'filled' : 'default'} loading={check.isPending} onClick={() => check.mutate()}>
            {t('wizard.check_all')}
          </Button>
          <Button variant={well ? 'filled' : 'default'} onClick={onDone}>
            {t('wizard.next')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
