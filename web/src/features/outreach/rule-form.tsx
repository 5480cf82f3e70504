import { Button, Group, Modal, NumberInput, Select, Stack, Switch, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ConfirmModal } from '@/components/confirm-modal';
import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { api, unwrap } from '@/lib/api/client';
import { templatesQuery } from '@/lib/api/messages';
import type { MessageRule } from '@/lib/api/schema.gen';

import { FilterFields } from './filter-fields';
import { goesByDays, ruleValues, toRule, TRIGGERS } from './rule-values';

const FIELDS = ['name', 'trigger', 'offset_days', 'offset_min', 'at_local', 'template_id', 'filter'] as const;

export function RuleForm({ rule, onClose }: { rule: MessageRule | null; onClose: () => void }) {
  const { t } = useTranslation(['outreach', 'common']);
  const queries = useQueryClient();
  const [values, setValues] = useState(() => ruleValues(rule));
  const [tried, setTried] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const change = (part: Partial<typeof values>) => setValues((now) => ({ ...now, ...part }));
  const templates = useInfiniteQuery(templatesQuery()).data?.items ?? [];
  const finish = async (message: string) => {
    await queries.invalidateQueries({ queryKey: ['message-rules'] });
    notifyGood(message);
    onClose();
  };
  const save = useMutation({
    mutationFn: () => {
      const body = toRule(values, rule?.filter.customer_ids ?? null);
      return rule ? unwrap(api.PUT('/api/v1/message-rules/{id}', { params: { path: { id: rule.id } }, body })) : unwrap(api.POST('/api/v1/message-rules', { body }));
    },
    onSuccess: () => finish(t('rule.saved')),
  });
  const remove = useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE('/api/v1/message-rules/{id}', { params: { path: { id } } })),
    onSuccess: () => finish(t('rule.deleted')),
    onSettled: () => setDeleting(false),
  });
  const nameless = values.name.trim() === '';
  const byDays = goesByDays(values.trigger);
  return (
    <Modal opened onClose={onClose} size="xl" title={rule ? t('rule.edit', { name: rule.name }) : t('rule.new')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!nameless && values.template_id !== null) save.mutate();
        }}
      >
        <Stack gap="sm">
          <Group grow align="flex-start">
            <TextInput
              label={t('rule.name')}
              data-autofocus
              maxLength={100}
              value={values.name}
              error={tried && nameless ? t('error.name') : fieldError(save.error, 'name')}
              onChange={(event) => change({ name: event.currentTarget.value })}
            />
            <Select
              label={t('rule.template')}
              searchable
              value={values.template_id}
              data={templates.filter((one) => one.active || String(one.id) === values.template_id).map((one) => ({ value: String(one.id), label: one.title }))}
              error={tried && values.template_id === null ? t('error.template') : fieldError(save.error, 'template_id')}
              onChange={(template_id) => change({ template_id })}
            />
          </Group>
          <Group align="flex-start" grow>
            <Select
              label={t('rule.trigger')}
              allowDeselect={false}
              value={values.trigger}
              data={TRIGGERS.map((value) => ({ value, label: t(`trigger.${value}`) }))}
              error={fieldError(save.error, 'trigger')}
              onChange={(trigger) => change({ trigger: (trigger ?? 'due_date') })}
            />
            {byDays ? (
              <>
                <NumberInput label={t('rule.days')} min={0} max={365} allowDecimal={false} allowNegative={false} value={values.days} error={fieldError(save.error, 'offset_days')} onChange={(days) => change({ days })} />
                <Select
                  label={t('rule.side')}
                  allowDeselect={false}
                  value={values.side}
                  data={(['before', 'after'] as const).map((value) => ({ value, label: t(`rule.sides.${value}`) }))}
                  onChange={(side) => change({ side: side === 'before' ? 'before' : 'after' })}
                />
                <TextInput type="time" label={t('rule.at')} value={values.at_local} error={fieldError(save.error, 'at_local')} onChange={(event) => change({ at_local: event.currentTarget.value })} />
              </>
            ) : (
              <NumberInput label={t('rule.minutes')} min={0} max={1440} allowDecimal={false} allowNegative={false} value={values.minutes} error={fieldError(save.error, 'offset_min')} onChange={(minutes) => change({ minutes })} />
            )}
          </Group>
          <FilterFields values={values.filter} error={save.error} onChange={(filter) => change({ filter })} />
          <Switch label={t('rule.enabled')} description={t('rule.enabled_hint')} checked={values.enabled} onChange={(event) => change({ enabled: event.currentTarget.checked })} />
          <FormError error={save.error ?? remove.error} fields={FIELDS} />
          <Group justify="space-between">
            {rule ? (
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
              <Button type="submit" loading={save.isPending} data-testid="rule-save">
                {rule ? t('rule.save') : t('rule.create')}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
      {rule && (
        <ConfirmModal opened={deleting} title={t('rule.delete_title', { name: rule.name })} confirmLabel={t('delete')} loading={remove.isPending} onConfirm={() => remove.mutate(rule.id)} onClose={() => setDeleting(false)}>
          {t('rule.delete_text')}
        </ConfirmModal>
      )}
    </Modal>
  );
}
