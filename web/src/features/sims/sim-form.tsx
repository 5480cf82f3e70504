import { Button, Group, Select, SimpleGrid, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { CAPS, FIGURES, limitValues, toLimits } from '@/components/sim/limits';
import { LimitsFields } from '@/components/sim/limits-fields';
import { api, unwrap } from '@/lib/api/client';
import { operatorsQuery, plansQuery } from '@/lib/api/routing';
import type { Sim } from '@/lib/api/schema.gen';

const LIMIT_FIELDS = [...CAPS, ...Object.keys(FIGURES), 'use_from', 'use_to', 'credit_floor_minor'].map((name) => `limits.${name}`);

/** What people decide about a SIM. Where it sits is found out, not entered. */
export function SimForm({ sim, onDone }: { sim: Sim; onDone: () => void }) {
  const { t } = useTranslation(['sims', 'common']);
  const queries = useQueryClient();
  const plans = useInfiniteQuery(plansQuery).data?.items ?? [];
  const operators = useInfiniteQuery(operatorsQuery).data?.items ?? [];
  const [enabled, setEnabled] = useState(sim.enabled);
  const [operator, setOperator] = useState(sim.operator ?? '');
  const [phone, setPhone] = useState(sim.phone_number ?? '');
  const [plan, setPlan] = useState(sim.plan_id === null ? '' : String(sim.plan_id));
  const currency = sim.tariff?.currency ?? 'INR';
  const [limits, setLimits] = useState(() => limitValues(sim.own_limits, currency));
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PUT('/api/v1/sims/{iccid}', {
          params: { path: { iccid: sim.iccid } },
          body: {
            enabled,
            operator: operator.trim() === '' ? null : operator.trim(),
            phone_number: phone.trim() === '' ? null : phone.trim(),
            plan_id: plan === '' ? null : Number(plan),
            limits: toLimits(limits, currency),
          },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['routing'] });
      notifyGood(t('saved'));
      onDone();
    },
  });
  // A SIM may be of an operator that nobody has entered yet.
  const names = [...new Set([...operators.map((one) => one.name), ...(operator === '' ? [] : [operator])])];
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="sm">
        <Switch label={t('enabled')} checked={enabled} onChange={(event) => setEnabled(event.currentTarget.checked)} />
        <SimpleGrid cols={3} spacing="md">
          <TextInput label={t('phone_number')} description={t('phone_hint')} inputMode="tel" maxLength={32} value={phone} error={fieldError(save.error, 'phone_number')} onChange={(event) => setPhone(event.currentTarget.value)} />
          <Select label={t('operator')} description={t('operator_hint')} clearable searchable value={operator === '' ? null : operator} data={names} error={fieldError(save.error, 'operator')} onChange={(value) => setOperator(value ?? '')} />
          <Select
            label={t('plan')}
            description={t('plan_hint')}
            clearable
            value={plan === '' ? null : plan}
            data={plans.map((one) => ({ value: String(one.id), label: one.name }))}
            error={fieldError(save.error, 'plan_id')}
            onChange={(value) => setPlan(value ?? '')}
          />
        </SimpleGrid>
        <Text size="sm" className="zx-muted">
          {t('own_limits')}
        </Text>
        <LimitsFields values={limits} onChange={setLimits} currency={currency} refusal={save.error} inherited={plans.find((one) => String(one.id) === plan)?.limits ?? null} />
        <FormError error={save.error} fields={['phone_number', 'operator', 'plan_id', ...LIMIT_FIELDS]} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
