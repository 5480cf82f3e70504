import { Alert, Button, Checkbox, Group, Modal, NumberInput, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { api, unwrap } from '@/lib/api/client';
import type { Rule } from '@/lib/api/schema.gen';

import { checkParameters, type ParameterProblem, type Parameters, readParameters, writeParameters } from './parameters';

/** The form's parameters and what the server calls them. */
const PARTS = { from: 'parameters.from', to: 'parameters.to', days: 'parameters.days', perDay: 'parameters.per_number_per_day' } as const;
const DATES = ['effective_from', 'effective_until'] as const;
const DAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;

export function RuleForm({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const { t } = useTranslation(['rules', 'common']);
  const queries = useQueryClient();
  const [enabled, setEnabled] = useState(rule.enabled);
  const [values, setValues] = useState<Parameters>(() => readParameters(rule));
  const [from, setFrom] = useState(rule.effective_from);
  const [until, setUntil] = useState(rule.effective_until ?? '');
  const [problem, setProblem] = useState<ParameterProblem | null>(null);
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PATCH('/api/v1/rules/{id}', {
          params: { path: { id: rule.id } },
          body: {
            enabled,
            effective_from: from,
            effective_until: until === '' ? null : until,
            ...(rule.kind === 'calling_hours' || rule.kind === 'attempt_cap' ? { parameters: writeParameters(rule, values) as Record<string, never> } : {}),
          },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['rules'] });
      await queries.invalidateQueries({ queryKey: ['gate', 'check'] });
      notifyGood(t('saved'));
      onClose();
    },
  });
  const set = (change: Partial<Parameters>) => setValues((before) => ({ ...before, ...change }));
  const error = (field: keyof Parameters) => (problem?.field === field ? t(`error.${problem.key}`) : fieldError(save.error, PARTS[field]));
  const submit = () => {
    const wrong = checkParameters(rule, values);
    setProblem(wrong);
    if (!wrong && from !== '') save.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={t('edit')} size="lg">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="sm">
          <div>
            <Text fw={600}>{rule.title}</Text>
            <Text size="sm" className="zx-muted">
              {rule.source}
            </Text>
          </div>
          {rule.demo && <Alert color="honey">{t('demo_hint')}</Alert>}
          <Switch label={t('enabled')} checked={enabled} onChange={(event) => setEnabled(event.currentTarget.checked)} />
          {!enabled && !rule.demo && (
            <Text size="sm" c="var(--zx-warn)" role="alert">
              {t('enabled_warn')}
            </Text>
          )}
          {rule.kind === 'calling_hours' && (
            <>
              <Group grow align="flex-start">
                <TextInput label={t('hours_from')} value={values.from} error={error('from')} onChange={(event) => set({ from: event.currentTarget.value })} />
                <TextInput label={t('hours_to')} value={values.to} error={error('to')} onChange={(event) => set({ to: event.currentTarget.value })} />
              </Group>
              <Checkbox.Group label={t('days')} value={values.days} error={error('days')} onChange={(days) => set({ days })}>
                <Group mt={6}>
                  {DAYS.map((day) => (
                    <Checkbox key={day} value={day} label={t(`day.${day}`)} />
                  ))}
                </Group>
              </Checkbox.Group>
            </>
          )}
          {rule.kind === 'attempt_cap' && (
            <NumberInput label={t('per_day')} w={220} allowDecimal={false} allowNegative={false} value={values.perDay} error={error('perDay')} onChange={(perDay) => set({ perDay })} />
          )}
          <Group grow align="flex-start">
            <TextInput type="date" label={t('effective_from')} value={from} error={from === '' ? t('error.date') : fieldError(save.error, 'effective_from')} onChange={(event) => setFrom(event.currentTarget.value)} />
            <TextInput type="date" label={t('effective_until')} error={fieldError(save.error, 'effective_until')} value={until} onChange={(event) => setUntil(event.currentTarget.value)} />
          </Group>
          <FormError error={save.error} fields={[...Object.values(PARTS), ...DATES]} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t('common:save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
