import { Button, Checkbox, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { api, unwrap } from '@/lib/api/client';
import { templatesQuery } from '@/lib/api/messages';
import type { MessageBatchWrite } from '@/lib/api/schema.gen';
import { number } from '@/lib/format/format';

import { FilterFields } from './filter-fields';
import { filterValues, toFilter } from './filter-values';
import { PlanView } from './plan-view';

const FIELDS = ['name', 'template_id', 'filter', 'send_at', 'fields'] as const;
const EMPTY = { name: '', template_id: null as string | null, priority: 'bulk' as 'bulk' | 'normal', send_at: '', wait: true, fields: {} as Record<string, string>, filter: filterValues(null) };
/** What the borrower's file fills; the rest is asked for here, once for all. */
const FILLED = new Set(['name', 'first_name', 'loan_number', 'product', 'amount_due', 'due_date', 'days_past_due', 'promise_amount', 'promise_date', 'lender', 'callback_number']);

/** First a dry run, then the same send in earnest: what was changed after it has to be tried again. */
export function BatchForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['outreach', 'common']);
  const queries = useQueryClient();
  const [values, setValues] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const templates = useInfiniteQuery(templatesQuery(true)).data?.items ?? [];
  const template = templates.find((one) => String(one.id) === values.template_id);
  const asked = (template?.fields ?? []).filter((name) => !FILLED.has(name));
  const body = (dry_run: boolean): MessageBatchWrite => ({
    name: values.name.trim(),
    template_id: Number(values.template_id),
    dry_run,
    filter: toFilter(values.filter),
    priority: values.priority,
    wait_until_lawful: values.wait,
    ...(asked.length === 0 ? {} : { fields: Object.fromEntries(asked.map((name) => [name, values.fields[name] ?? ''])) }),
    ...(values.send_at === '' ? {} : { send_at: new Date(values.send_at).toISOString() }),
  });
  const dry = useMutation({ mutationFn: () => unwrap(api.POST('/api/v1/message-batches', { body: body(true) })) });
  const send = useMutation({
    mutationFn: () => unwrap(api.POST('/api/v1/message-batches', { body: body(false) })),
    onSuccess: async (batch) => {
      notifyGood(t('batch.started', { count: batch.plan.will_send }));
      onClose();
      await queries.invalidateQueries({ queryKey: ['message-batches'] });
    },
  });
  const change = (part: Partial<typeof values>) => {
    setValues((now) => ({ ...now, ...part }));
    dry.reset();
    send.reset();
  };
  const error = send.error ?? dry.error;
  const nameless = values.name.trim() === '';
  const whole = !nameless && values.template_id !== null;
  const plan = dry.data?.plan;
  return (
    <Modal opened onClose={onClose} size="xl" title={t('batch.new')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (whole) dry.mutate();
        }}
      >
        <Stack gap="sm">
          <Group grow align="flex-start">
            <TextInput label={t('batch.name')} data-autofocus maxLength={100} value={values.name} error={tried && nameless ? t('error.name') : fieldError(error, 'name')} onChange={(event) => change({ name: event.currentTarget.value })} />
            <Select
              label={t('rule.template')}
              searchable
              value={values.template_id}
              data={templates.map((one) => ({ value: String(one.id), label: one.title }))}
              data-testid="batch-template"
              error={tried && values.template_id === null ? t('error.template') : fieldError(error, 'template_id')}
              onChange={(template_id) => change({ template_id })}
            />
          </Group>
          {asked.map((name) => (
            <TextInput key={name} label={t('batch.field', { name })} maxLength={500} value={values.fields[name] ?? ''} error={fieldError(error, `fields.${name}`)} onChange={(event) => change({ fields: { ...values.fields, [name]: event.currentTarget.value } })} />
          ))}
          <FilterFields values={values.filter} error={error} onChange={(filter) => change({ filter })} />
          <Group align="flex-end" grow>
            <TextInput type="datetime-local" label={t('batch.send_at')} description={t('batch.send_at_hint')} value={values.send_at} error={fieldError(error, 'send_at')} onChange={(event) => change({ send_at: event.currentTarget.value })} />
            <Select
              label={t('batch.priority')}
              description={t('batch.priority_hint')}
              allowDeselect={false}
              value={values.priority}
              data={(['bulk', 'normal'] as const).map((value) => ({ value, label: t(`batch.priorities.${value}`) }))}
              onChange={(priority) => change({ priority: priority === 'normal' ? 'normal' : 'bulk' })}
            />
          </Group>
          <Checkbox label={t('batch.wait')} checked={values.wait} onChange={(event) => change({ wait: event.currentTarget.checked })} />
          <FormError error={error} fields={FIELDS} />
          {plan && <PlanView plan={plan} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" variant={plan ? 'default' : 'filled'} loading={dry.isPending} data-testid="batch-dry-run">
              {t('batch.dry_run')}
            </Button>
            {plan && (
              <Button disabled={plan.will_send === 0} loading={send.isPending} onClick={() => send.mutate()} data-testid="batch-send">
                {t('batch.send', { count: plan.will_send, shown: number(plan.will_send) })}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
