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
import type { KeywordRule } from '@/lib/api/schema.gen';
import { usersQuery } from '@/lib/api/users';

const FIELDS = ['keyword', 'match', 'action', 'template_id', 'user_id', 'place'] as const;
const ACTIONS = ['reply', 'assign', 'opt_out', 'opt_in'] as const;
const MATCHES = ['whole', 'begins', 'contains'] as const;

interface Values {
  keyword: string;
  match: KeywordRule['match'];
  action: KeywordRule['action'];
  template: string | null;
  user: string | null;
  enabled: boolean;
  place: number | string;
}

export function KeywordForm({ rule, onClose }: { rule: KeywordRule | null; onClose: () => void }) {
  const { t } = useTranslation(['keywords', 'common']);
  const queries = useQueryClient();
  const [values, setValues] = useState<Values>({
    keyword: rule?.keyword ?? '',
    match: rule?.match ?? 'whole',
    action: rule?.action ?? 'reply',
    template: rule?.template_id == null ? null : String(rule.template_id),
    user: rule?.user_id == null ? null : String(rule.user_id),
    enabled: rule?.enabled ?? true,
    place: rule?.place ?? 10,
  });
  const [tried, setTried] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const change = (part: Partial<typeof values>) => setValues((now) => ({ ...now, ...part }));
  const templates = useInfiniteQuery(templatesQuery(true)).data?.items ?? [];
  const users = useInfiniteQuery(usersQuery).data?.items ?? [];
  const finish = async (message: string) => {
    await queries.invalidateQueries({ queryKey: ['keyword-rules'] });
    notifyGood(message);
    onClose();
  };
  const save = useMutation({
    mutationFn: () => {
      const body = {
        keyword: values.keyword.trim(),
        match: values.match,
        action: values.action,
        template_id: values.action === 'reply' ? Number(values.template) : null,
        user_id: values.action === 'assign' ? Number(values.user) : null,
        enabled: values.enabled,
        place: Number(values.place === '' ? 0 : values.place),
      };
      return rule ? unwrap(api.PUT('/api/v1/keyword-rules/{id}', { params: { path: { id: rule.id } }, body })) : unwrap(api.POST('/api/v1/keyword-rules', { body }));
    },
    onSuccess: () => finish(t('saved')),
  });
  const remove = useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE('/api/v1/keyword-rules/{id}', { params: { path: { id } } })),
    onSuccess: () => finish(t('deleted')),
    onSettled: () => setDeleting(false),
  });
  const wordless = values.keyword.trim() === '';
  const lacks = (values.action === 'reply' && values.template === null) || (values.action === 'assign' && values.user === null);
  return (
    <Modal opened onClose={onClose} title={rule ? t('edit', { keyword: rule.keyword }) : t('new')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!wordless && !lacks) save.mutate();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label={t('keyword')}
            data-autofocus
            maxLength={60}
            value={values.keyword}
            error={tried && wordless ? t('error.keyword') : fieldError(save.error, 'keyword')}
            onChange={(event) => change({ keyword: event.currentTarget.value })}
          />
          <Select label={t('match')} allowDeselect={false} value={values.match} data={MATCHES.map((value) => ({ value, label: t(`matches.${value}`) }))} onChange={(value) => change({ match: MATCHES.find((one) => one === value) ?? 'whole' })} />
          <Select
            label={t('action')}
            allowDeselect={false}
            value={values.action}
            data={ACTIONS.map((value) => ({ value, label: t(`actions.${value}`) }))}
            error={fieldError(save.error, 'action')}
            onChange={(value) => change({ action: ACTIONS.find((one) => one === value) ?? 'reply' })}
          />
          {values.action === 'reply' && (
            <Select
              label={t('template')}
              searchable
              value={values.template}
              data={templates.map((one) => ({ value: String(one.id), label: one.title }))}
              error={tried && values.template === null ? t('error.template') : fieldError(save.error, 'template_id')}
              onChange={(template) => change({ template })}
            />
          )}
          {values.action === 'assign' && (
            <Select
              label={t('user')}
              searchable
              value={values.user}
              data={users.filter((one) => one.active && one.role !== 'auditor').map((one) => ({ value: String(one.id), label: one.display_name }))}
              error={tried && values.user === null ? t('error.user') : fieldError(save.error, 'user_id')}
              onChange={(user) => change({ user })}
            />
          )}
          <NumberInput label={t('place')} description={t('place_hint')} allowDecimal={false} allowNegative={false} max={10_000} value={values.place} error={fieldError(save.error, 'place')} onChange={(place) => change({ place })} />
          <Switch label={t('enabled')} checked={values.enabled} onChange={(event) => change({ enabled: event.currentTarget.checked })} />
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
              <Button type="submit" loading={save.isPending}>
                {rule ? t('save') : t('create')}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
      {rule && (
        <ConfirmModal opened={deleting} title={t('delete_title', { keyword: rule.keyword })} confirmLabel={t('delete')} loading={remove.isPending} onConfirm={() => remove.mutate(rule.id)} onClose={() => setDeleting(false)}>
          {t('delete_text')}
        </ConfirmModal>
      )}
    </Modal>
  );
}
