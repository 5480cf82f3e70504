import { Alert, Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ConfirmModal } from '@/components/confirm-modal';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { api, unwrap } from '@/lib/api/client';
import type { Sim } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';
import { fullDateTime } from '@/lib/format/format';

/** Why a SIM is left alone for a while, until when, and a way to end that. Nothing for one that is well. */
export function SimRest({ sim }: { sim: Sim }) {
  const { t } = useTranslation('common');
  const mayRelease = useMay('routing.check');
  const queries = useQueryClient();
  const [asked, setAsked] = useState(false);
  const release = useMutation({
    mutationFn: () => unwrap(api.DELETE('/api/v1/sims/{iccid}/quarantine', { params: { path: { iccid: sim.iccid } } })),
    onSuccess: async () => {
      notifyGood(t('sim.released'));
      await queries.invalidateQueries({ queryKey: ['routing'] });
    },
    onSettled: () => setAsked(false),
  });
  if (sim.health === 'well') return null;
  return (
    <Alert color={sim.health === 'quarantined' ? 'signal' : 'honey'} title={t(`sim.health.${sim.health}`)} data-testid="sim-rest">
      <Group justify="space-between">
        <Text size="sm">
          {sim.why_out ?? t('sim.on_trial')}
          {sim.out_until !== null && ` ${t('sim.until', { when: fullDateTime(sim.out_until) })}`}
        </Text>
        {mayRelease && sim.health === 'quarantined' && (
          <Button size="compact-sm" variant="default" onClick={() => setAsked(true)}>
            {t('sim.release')}
          </Button>
        )}
      </Group>
      <FormError error={release.error} />
      <ConfirmModal opened={asked} title={t('sim.release_title')} confirmLabel={t('sim.release')} loading={release.isPending} onConfirm={() => release.mutate()} onClose={() => setAsked(false)}>
        {t('sim.release_text')}
      </ConfirmModal>
    </Alert>
  );
}
