import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ConfirmModal } from '@/components/confirm-modal';
import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { limitValues, NO_LIMITS, toLimits } from '@/components/sim/limits';
import { LimitsFields } from '@/components/sim/limits-fields';
import { api, unwrap } from '@/lib/api/client';
import type { SimPlan } from '@/lib/api/schema.gen';

/** A plan has no currency of its own: its credit floor is in the house's. */
const CURRENCY = 'INR';

export function PlanForm({ plan, onClose }: { plan: SimPlan | null; onClose: () => void }) {
  const { t } = useTranslation(['plans', 'common']);
  const queries = useQueryClient();
  const [name, setName] = useState(plan?.name ?? '');
  const [limits, setLimits] = useState(() => (plan ? limitValues(plan.limits, CURRENCY) : NO_LIMITS));
  const [deleting, setDeleting] = useState(false);
  const finish = async (message: string) => {
    await queries.invalidateQueries({ queryKey: ['routing'] });
    notifyGood(message);
    onClose();
  };
  const save = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), limits: toLimits(limits, CURRENCY) };
      return plan ? unwrap(api.PUT('/api/v1/sim-plans/{id}', { params: { path: { id: plan.id } }, body })) : unwrap(api.POST('/api/v1/sim-plans', { body }));
    },
    onSuccess: () => finish(t('saved')),
  });
  const remove = useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE('/api/v1/sim-plans/{id}', { params: { path: { id } } })),
    onSuccess: () => finish(t('deleted')),
    onSettled: () => setDeleting(false),
  });
  return (
    <Modal opened onClose={onClose} size="xl" title={plan ? t('edit', { name: plan.name }) : t('new')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap="sm">
          <TextInput label={t('name')} maxLength={60} data-autofocus value={name} error={fieldError(save.error, 'name')} onChange={(event) => setName(event.currentTarget.value)} />
          <LimitsFields values={limits} onChange={setLimits} currency={CURRENCY} refusal={save.error} />
          <FormError error={save.error ?? remove.error} fields={['name']} />
          <Group justify="space-between">
            {plan ? (
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
              <Button type="submit" disabled={name.trim() === ''} loading={save.isPending}>
                {t('save')}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
      {plan && (
        <ConfirmModal opened={deleting} title={t('delete_title', { name: plan.name })} confirmLabel={t('delete')} loading={remove.isPending} onConfirm={() => remove.mutate(plan.id)} onClose={() => setDeleting(false)}>
          {t('delete_text', { count: plan.sims })}
        </ConfirmModal>
      )}
    </Modal>
  );
}
