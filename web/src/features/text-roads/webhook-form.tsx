import { Button, Checkbox, Group, Modal, PasswordInput, Stack, Switch, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ConfirmModal } from '@/components/confirm-modal';
import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { api, unwrap } from '@/lib/api/client';
import type { MessageWebhook, WebhookEvent } from '@/lib/api/schema.gen';

const EVENTS = ['status', 'received', 'opt_out'] as const satisfies readonly WebhookEvent[];

export function WebhookForm({ hook, onClose }: { hook: MessageWebhook | null; onClose: () => void }) {
  const { t } = useTranslation(['text-roads', 'common']);
  const queries = useQueryClient();
  const [values, setValues] = useState({ url: hook?.url ?? '', events: (hook?.events ?? [...EVENTS]), secret: '', forget: false, enabled: hook?.enabled ?? true });
  const [tried, setTried] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const change = (part: Partial<typeof values>) => setValues((now) => ({ ...now, ...part }));
  const finish = async (message: string) => {
    await queries.invalidateQueries({ queryKey: ['message-webhooks'] });
    notifyGood(message);
    onClose();
  };
  const save = useMutation({
    mutationFn: () => {
      const body = {
        url: values.url.trim(),
        enabled: values.enabled,
        events: EVENTS.filter((event) => values.events.includes(event)),
        ...(values.forget ? { secret: null } : values.secret === '' ? {} : { secret: values.secret }),
      };
      return hook ? unwrap(api.PUT('/api/v1/message-webhooks/{id}', { params: { path: { id: hook.id } }, body })) : unwrap(api.POST('/api/v1/message-webhooks', { body }));
    },
    onSuccess: () => finish(t('hook.saved')),
  });
  const remove = useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE('/api/v1/message-webhooks/{id}', { params: { path: { id } } })),
    onSuccess: () => finish(t('hook.deleted')),
    onSettled: () => setDeleting(false),
  });
  const badUrl = !/^https?:\/\/.+/.test(values.url.trim());
  const noEvent = values.events.length === 0;
  return (
    <Modal opened onClose={onClose} size="lg" title={hook ? t('hook.edit') : t('hook.new')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!badUrl && !noEvent) save.mutate();
        }}
      >
        <Stack gap="sm">
          <TextInput
            type="url"
            label={t('hook.url')}
            data-autofocus
            maxLength={1000}
            value={values.url}
            error={tried && badUrl ? t('error.url') : fieldError(save.error, 'url')}
            onChange={(event) => change({ url: event.currentTarget.value })}
          />
          <Checkbox.Group label={t('hook.events')} value={values.events} error={tried && noEvent ? t('error.events') : fieldError(save.error, 'events')} onChange={(events) => change({ events })}>
            <Group mt="xs">
              {EVENTS.map((event) => (
                <Checkbox key={event} value={event} label={t(`hook.event.${event}`)} />
              ))}
            </Group>
          </Checkbox.Group>
          <PasswordInput
            label={t('hook.secret')}
            description={hook?.has_secret === true ? t('hook.secret_kept') : t('hook.secret_hint')}
            autoComplete="new-password"
            disabled={values.forget}
            maxLength={200}
            value={values.secret}
            error={fieldError(save.error, 'secret')}
            onChange={(event) => change({ secret: event.currentTarget.value })}
          />
          {hook?.has_secret === true && <Checkbox label={t('hook.secret_forget')} checked={values.forget} onChange={(event) => change({ forget: event.currentTarget.checked })} />}
          <Switch label={t('enabled')} checked={values.enabled} onChange={(event) => change({ enabled: event.currentTarget.checked })} />
          <FormError error={save.error ?? remove.error} fields={['url', 'events', 'secret']} />
          <Group justify="space-between">
            {hook ? (
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
                {hook ? t('hook.save') : t('hook.create')}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
      {hook && (
        <ConfirmModal opened={deleting} title={t('hook.delete_title')} confirmLabel={t('delete')} loading={remove.isPending} onConfirm={() => remove.mutate(hook.id)} onClose={() => setDeleting(false)}>
          {t('hook.delete_text')}
        </ConfirmModal>
      )}
    </Modal>
  );
}
