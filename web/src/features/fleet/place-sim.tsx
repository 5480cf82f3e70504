import { Button, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { api, unwrap } from '@/lib/api/client';
import type { Gateway, GatewayPort } from '@/lib/api/schema.gen';

/** Which SIM sits in a port of a box that tells no ICCIDs. */
export function PlaceSim({ box, port }: { box: Gateway; port: GatewayPort }) {
  const { t } = useTranslation('fleet');
  const queries = useQueryClient();
  const [iccid, setIccid] = useState('');
  const [phone, setPhone] = useState(port.number ?? '');
  const [operator, setOperator] = useState(port.network ?? '');
  const typed = (text: string) => (text.trim() === '' ? null : text.trim());
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PUT('/api/v1/gateways/{id}/ports/{port}/sim', {
          params: { path: { id: box.id, port: port.port } },
          body: { iccid: iccid.trim(), phone_number: typed(phone), operator: typed(operator) },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['routing'] });
      notifyGood(t('place.done'));
    },
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="sm" mt="md">
        <Text size="sm" className="zx-muted">
          {t('place.text')}
        </Text>
        <SimpleGrid cols={3} spacing="md">
          <TextInput label={t('place.iccid')} description={t('place.iccid_hint')} inputMode="numeric" maxLength={30} value={iccid} error={fieldError(save.error, 'iccid')} onChange={(event) => setIccid(event.currentTarget.value)} data-testid="place-iccid" />
          <TextInput label={t('place.number')} inputMode="tel" maxLength={32} mt="auto" value={phone} error={fieldError(save.error, 'phone_number')} onChange={(event) => setPhone(event.currentTarget.value)} />
          <TextInput label={t('place.operator')} maxLength={60} mt="auto" value={operator} error={fieldError(save.error, 'operator')} onChange={(event) => setOperator(event.currentTarget.value)} />
        </SimpleGrid>
        <FormError error={save.error} fields={['iccid', 'phone_number', 'operator']} />
        <Group justify="flex-end">
          <Button type="submit" size="xs" disabled={iccid.trim() === ''} loading={save.isPending}>
            {t('place.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
