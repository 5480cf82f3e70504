import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ConfirmModal } from '@/components/confirm-modal';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { api, unwrap } from '@/lib/api/client';
import type { Gateway, GatewayPort } from '@/lib/api/schema.gen';

import { actionsFor, type PortAction, SLOTS } from './port-rules';

/** What can be done to a port. Each is asked back once, done on the box itself, and kept in the audit log. */
export function PortActions({ box, port }: { box: Gateway; port: GatewayPort }) {
  const { t } = useTranslation('fleet');
  const queries = useQueryClient();
  const [asked, setAsked] = useState<PortAction | null>(null);
  const [slot, setSlot] = useState<string>(String(port.slot ?? 0));
  const act = useMutation({
    mutationFn: (action: PortAction) =>
      unwrap(
        api.POST('/api/v1/gateways/{id}/ports/{port}/actions', {
          params: { path: { id: box.id, port: port.port } },
          body: action === 'select_slot' ? { action, slot: Number(slot) } : { action },
        }),
      ),
    onSuccess: async () => {
      notifyGood(t('act.done'));
      await queries.invalidateQueries({ queryKey: ['routing'] });
    },
    onSettled: () => setAsked(null),
  });
  const name = t('port_of', { box: box.name, n: port.port + 1 });
  return (
    <Stack gap="sm" data-testid="port-actions">
      <Text size="sm" className="zx-muted">
        {t('act.text')}
      </Text>
      <Group gap="sm">
        {actionsFor(port).map((action) => (
          <Button key={action} size="compact-md" variant="default" onClick={() => setAsked(action)}>
            {t(`act.${action}`)}
          </Button>
        ))}
      </Group>
      {port.slot !== null && (
        <Group gap="sm" align="flex-end">
          <Select
            label={t('act.slot')}
            size="xs"
            w={120}
            allowDeselect={false}
            value={slot}
            onChange={(value) => value !== null && setSlot(value)}
            data={SLOTS.map((one) => ({ value: String(one), label: t('act.slot_n', { n: one + 1 }) }))}
          />
          <Button size="compact-md" variant="default" disabled={Number(slot) === port.slot} onClick={() => setAsked('select_slot')}>
            {t('act.select_slot')}
          </Button>
        </Group>
      )}
      <FormError error={act.error} />
      <ConfirmModal
        opened={asked !== null}
        title={asked === null ? '' : t('act.title', { what: t(`act.${asked}`), port: name })}
        confirmLabel={asked === null ? '' : t(`act.${asked}`)}
        loading={act.isPending}
        onConfirm={() => asked !== null && act.mutate(asked)}
        onClose={() => setAsked(null)}
      >
        {asked !== null && (port.in_call ? `${t(`act.why.${asked}`)} ${t('act.in_call')}` : t(`act.why.${asked}`))}
      </ConfirmModal>
    </Stack>
  );
}
