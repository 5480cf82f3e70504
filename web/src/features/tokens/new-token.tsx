import { Button, Code, CopyButton, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { api, unwrap } from '@/lib/api/client';
import type { Role } from '@/lib/api/schema.gen';

const ROLES: Role[] = ['telecaller', 'supervisor', 'admin', 'auditor'];

interface Wish {
  name: string;
  role: Role;
  expires: string;
}

export function NewToken({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['tokens', 'common']);
  const queries = useQueryClient();
  const [wish, setWish] = useState<Wish>({ name: '', role: 'supervisor', expires: '' });
  const [missing, setMissing] = useState(false);
  const create = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/api/v1/tokens', {
          body: { name: wish.name.trim(), role: wish.role, expires_at: wish.expires === '' ? null : new Date(`${wish.expires}T23:59:59`).toISOString() },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tokens'] }),
  });
  if (create.data) return <ShowOnce token={create.data.token} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title={t('new')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setMissing(wish.name.trim() === '');
          if (wish.name.trim() !== '') create.mutate();
        }}
      >
        <Stack gap="sm">
          <TextInput
            data-autofocus
            label={t('name')}
            description={t('name_hint')}
            maxLength={64}
            value={wish.name}
            error={missing ? t('name_needed') : fieldError(create.error, 'name')}
            onChange={(event) => setWish({ ...wish, name: event.currentTarget.value })}
          />
          <Select
            label={t('role')}
            value={wish.role}
            data={ROLES.map((role) => ({ value: role, label: t(`common:role.${role}`) }))}
            onChange={(role) => role && setWish({ ...wish, role })}
          />
          <TextInput type="date" label={t('expires_label')} error={fieldError(create.error, 'expires_at')} value={wish.expires} onChange={(event) => setWish({ ...wish, expires: event.currentTarget.value })} />
          <FormError error={create.error} fields={['name', 'expires_at']} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {t('create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** The one time the secret is seen: no click beside the window closes it. */
function ShowOnce({ token, onClose }: { token: string; onClose: () => void }) {
  const { t } = useTranslation('tokens');
  return (
    <Modal opened onClose={onClose} title={t('once_title')} closeOnClickOutside={false} closeOnEscape={false} withCloseButton={false}>
      <Stack gap="sm">
        <Text size="sm">{t('once_text')}</Text>
        <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {token}
        </Code>
        <Group justify="flex-end">
          <CopyButton value={token}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? t('copied') : t('copy')}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>{t('done')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
