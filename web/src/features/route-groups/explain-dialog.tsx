import { Alert, Button, Group, Modal, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { StatusBadge } from '@/components/status-badge';
import { api, unwrap } from '@/lib/api/client';
import { phone } from '@/lib/format/format';

import { PURPOSES } from './group-values';

/** Which way a call would take now, and what is against each other one. */
export function ExplainDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['route-groups', 'common']);
  const [called, setCalled] = useState('');
  const [purpose, setPurpose] = useState<(typeof PURPOSES)[number]>('recovery');
  const ask = useMutation({ mutationFn: () => unwrap(api.POST('/api/v1/route-choices', { body: { phone_number: called.trim(), purpose } })) });
  const choice = ask.data;
  const place = (trunk: string, port: number | null) => (port === null ? trunk : t('explain.at', { trunk, n: port + 1 }));
  return (
    <Modal opened onClose={onClose} size="lg" title={t('explain.title')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (called.trim() !== '') ask.mutate();
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{t('explain.text')}</Text>
          <Group align="flex-end">
            <TextInput label={t('explain.number')} data-autofocus inputMode="tel" maxLength={32} value={called} error={fieldError(ask.error, 'phone_number')} onChange={(event) => setCalled(event.currentTarget.value)} />
            <Select
              label={t('explain.purpose')}
              allowDeselect={false}
              value={purpose}
              data={PURPOSES.map((value) => ({ value, label: t(`common:purpose.${value}`) }))}
              onChange={(value) => setPurpose(PURPOSES.find((one) => one === value) ?? 'recovery')}
            />
            <Button type="submit" disabled={called.trim() === ''} loading={ask.isPending}>
              {t('explain.ask')}
            </Button>
          </Group>
          <FormError error={ask.error} fields={['phone_number']} />
          {choice && (
            <div role="status">
              <Alert color={choice.found ? 'leaf' : 'signal'} title={choice.found && choice.trunk !== null ? place(choice.trunk, choice.port) : t('explain.none')} data-testid="choice" data-found={choice.found}>
                <Text size="sm">{choice.explanation}</Text>
                {choice.caller_id !== null && <Text size="sm">{t('explain.caller_id', { number: phone(choice.caller_id) })}</Text>}
              </Alert>
              <Table mt="sm" aria-label={t('explain.ways')}>
                <Table.Tbody>
                  {choice.ways.map((way) => (
                    <Table.Tr key={`${way.trunk}:${way.iccid ?? ''}`}>
                      <Table.Td>{place(way.trunk, way.port)}</Table.Td>
                      <Table.Td>{way.why_out === null ? <StatusBadge tone="good">{t('explain.can')}</StatusBadge> : <Text size="sm">{way.why_out}</Text>}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </div>
          )}
        </Stack>
      </form>
    </Modal>
  );
}
