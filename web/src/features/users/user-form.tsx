import { zodResolver } from '@hookform/resolvers/zod';
import { Button, Group, Modal, PasswordInput, Select, Stack, Switch, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Controller, useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';

import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { api, unwrap } from '@/lib/api/client';
import type { User } from '@/lib/api/schema.gen';

const ROLES = ['telecaller', 'supervisor', 'admin', 'auditor'] as const;
const FIELDS = ['display_name', 'username', 'role', 'password'] as const;

const schema = (isNew: boolean) =>
  z.object({
    username: z.string().regex(/^[a-z0-9][a-z0-9._-]{1,63}$/, 'username'),
    display_name: z.string().trim().min(1, 'name').max(100, 'name'),
    role: z.enum(ROLES),
    active: z.boolean(),
    password: z.string().refine((value) => (!isNew && value === '') || value.length >= 10, 'password'),
  });
type Values = z.infer<ReturnType<typeof schema>>;

function save(user: User | null, values: Values): Promise<User> {
  const { username, display_name, role, active, password } = values;
  if (!user) return unwrap(api.POST('/api/v1/users', { body: { username, display_name, role, password } }));
  return unwrap(
    api.PATCH('/api/v1/users/{id}', {
      params: { path: { id: user.id } },
      // Only what changed: a role sent again would end the person's sessions for nothing.
      body: {
        ...(display_name === user.display_name ? {} : { display_name }),
        ...(role === user.role ? {} : { role }),
        ...(active === user.active ? {} : { active }),
        ...(password === '' ? {} : { password }),
      },
    }),
  );
}

export function UserForm({ user, onClose }: { user: User | null; onClose: () => void }) {
  const { t } = useTranslation(['users', 'common']);
  const queries = useQueryClient();
  const form = useForm<Values>({
    resolver: zodResolver(schema(user === null)),
    defaultValues: {
      username: user?.username ?? '',
      display_name: user?.display_name ?? '',
      role: user?.role ?? 'telecaller',
      active: user?.active ?? true,
      password: '',
    },
  });
  const mutation = useMutation({
    mutationFn: (values: Values) => save(user, values),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['users'] });
      notifyGood(user ? t('saved') : t('created_done'));
      onClose();
    },
  });
  const errors = form.formState.errors;
  const refused = (field: (typeof FIELDS)[number]) => fieldError(mutation.error, field);
  const submit = form.handleSubmit((values) => {
    if (user && !form.formState.isDirty) onClose();
    else mutation.mutate(values);
  });
  return (
    <Modal opened onClose={onClose} title={user ? t('edit', { name: user.display_name }) : t('new')}>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          <TextInput label={t('name')} data-autofocus error={errors.display_name ? t('error.name') : refused('display_name')} {...form.register('display_name')} />
          <TextInput
            label={t('username')}
            autoComplete="off"
            disabled={user !== null}
            error={errors.username ? t('error.username') : refused('username')}
            {...(user ? { value: user.username } : form.register('username'))}
          />
          <Controller
            control={form.control}
            name="role"
            render={({ field }) => <Select label={t('role')} data={ROLES.map((role) => ({ value: role, label: t(`common:role.${role}`) }))} error={refused('role')} {...field} />}
          />
          <PasswordInput
            label={t('password')}
            description={user ? t('password_keep') : t('password_hint')}
            autoComplete="new-password"
            error={errors.password ? t('error.password') : refused('password')}
            {...form.register('password')}
          />
          {user && (
            <Controller
              control={form.control}
              name="active"
              render={({ field }) => <Switch label={t('switch')} checked={field.value} onChange={(event) => field.onChange(event.currentTarget.checked)} />}
            />
          )}
          <FormError error={mutation.error} fields={FIELDS} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" loading={mutation.isPending}>
              {user ? t('common:save') : t('create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
