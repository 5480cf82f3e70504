import { Button, Group, Modal, NumberInput, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ConfirmModal } from '@/components/confirm-modal';
import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { api, unwrap } from '@/lib/api/client';
import type { Operator } from '@/lib/api/schema.gen';

import { PatternTest } from './pattern-test';

const FIELDS = ['name', 'ussd_code', 'credit_pattern', 'currency', 'series', 'ask_every_calls'] as const;

export function OperatorForm({ operator, onClose }: { operator: Operator | null; onClose: () => void }) {
  const { t } = useTranslation(['operators', 'common']);
  const queries = useQueryClient();
  const [deleting, setDeleting] = useState(false);
  const [name, setName] = useState(operator?.name ?? '');
  const [code, setCode] = useState(operator?.ussd_code ?? '');
  const [pattern, setPattern] = useState(operator?.credit_pattern ?? '');
  const [currency, setCurrency] = useState(operator?.currency ?? 'INR');
  const [every, setEvery] = useState<number | string>(operator?.ask_every_calls ?? 50);
  const [series, setSeries] = useState((operator?.series ?? []).join('\n'));
  const finish = async (message: string) => {
    await queries.invalidateQueries({ queryKey: ['routing'] });
    notifyGood(message);
    onClose();
  };
  const save = useMutation({
    mutationFn: () => {
      const body = {
        name: name.trim(),
        ussd_code: code.trim() === '' ? null : code.trim(),
        credit_pattern: pattern,
        currency: currency.trim().toUpperCase(),
        series: series.split(/[\s,]+/).filter((one) => one !== ''),
        ...(every === '' ? {} : { ask_every_calls: Number(every) }),
      };
      return operator
        ? unwrap(api.PUT('/api/v1/operators/{id}', { params: { path: { id: operator.id } }, body }))
        : unwrap(api.POST('/api/v1/operators', { body }));
    },
    onSuccess: () => finish(t('saved')),
  });
  const remove = useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE('/api/v1/operators/{id}', { params: { path: { id } } })),
    onSuccess: () => finish(t('deleted')),
    onSettled: () => setDeleting(false),
  });
  const wrong = (field: (typeof FIELDS)[number]) => fieldError(save.error, field);
  return (
    <Modal opened onClose={onClose} size="lg" title={operator ? t('edit', { name: operator.name }) : t('new')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap="sm">
          <SimpleGrid cols={2} spacing="md">
            <TextInput label={t('name')} description={t('name_hint')} maxLength={60} data-autofocus value={name} error={wrong('name')} onChange={(event) => setName(event.currentTarget.value)} />
            <TextInput label={t('ussd_code')} description={t('ussd_hint')} maxLength={30} value={code} error={wrong('ussd_code')} onChange={(event) => setCode(event.currentTarget.value)} />
            <TextInput label={t('currency')} description={t('currency_hint')} maxLength={3} value={currency} error={wrong('currency')} onChange={(event) => setCurrency(event.currentTarget.value)} />
            <NumberInput label={t('ask_every_calls')} description={t('every_hint')} allowDecimal={false} min={1} max={10_000} value={every} error={wrong('ask_every_calls')} onChange={setEvery} />
          </SimpleGrid>
          <TextInput label={t('credit_pattern')} description={t('pattern_hint')} maxLength={300} spellCheck={false} value={pattern} error={wrong('credit_pattern')} onChange={(event) => setPattern(event.currentTarget.value)} />
          <PatternTest pattern={pattern} currency={currency} />
          <Textarea label={t('series')} description={t('series_hint')} autosize minRows={1} maxRows={6} spellCheck={false} value={series} error={wrong('series')} onChange={(event) => setSeries(event.currentTarget.value)} />
          <FormError error={save.error ?? remove.error} fields={FIELDS} />
          <Group justify="space-between">
            {operator ? (
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
              <Button type="submit" disabled={name.trim() === '' || pattern.trim() === ''} loading={save.isPending}>
                {t('save')}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
      {operator && (
        <ConfirmModal opened={deleting} title={t('delete_title', { name: operator.name })} confirmLabel={t('delete')} loading={remove.isPending} onConfirm={() => remove.mutate(operator.id)} onClose={() => setDeleting(false)}>
          {t('delete_text')}
        </ConfirmModal>
      )}
    </Modal>
  );
}
