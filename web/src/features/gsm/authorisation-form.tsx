import { zodResolver } from '@hookform/resolvers/zod';
import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';

import { ConfirmModal } from '@/components/confirm-modal';
import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { api, unwrap } from '@/lib/api/client';
import { gsmQuery } from '@/lib/api/routing';
import type { GsmAuthorisation, GsmAuthorisationWrite } from '@/lib/api/schema.gen';

const PURPOSES = ['recovery', 'service', 'promotion'] as const;
const schema = z.object({
  country: z.string().regex(/^[A-Z]{2}$/),
  reference: z.string().trim().min(3).max(200),
  purposes: z.array(z.enum(PURPOSES)).min(1),
});
type Values = z.infer<typeof schema>;

export function AuthorisationForm({ now }: { now: GsmAuthorisation }) {
  const { t } = useTranslation(['gsm', 'common']);
  const queries = useQueryClient();
  const [stopping, setStopping] = useState(false);
  const form = useForm<Values>({
    resolver: zodResolver(schema),
    defaultValues: { country: now.country ?? '', reference: now.reference ?? '', purposes: PURPOSES.filter((one) => now.purposes.includes(one)) },
  });
  const put = useMutation({
    mutationFn: (body: GsmAuthorisationWrite) => unwrap(api.PUT('/api/v1/gsm-authorisation', { body })),
    onSuccess: (saved) => {
      queries.setQueryData(gsmQuery.queryKey, saved);
      notifyGood(t('saved'));
    },
    onSettled: () => setStopping(false),
  });
  const errors = form.formState.errors;
  const submit = form.handleSubmit((values) => put.mutate({ enabled: true, ...values }));
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <TextInput label={t('country')} description={t('country_hint')} maxLength={2} w={140} error={errors.country ? t('error.country') : fieldError(put.error, 'country')} {...form.register('country', { setValueAs: (value: string) => value.toUpperCase() })} />
        <TextInput label={t('reference')} description={t('reference_hint')} maxLength={200} error={errors.reference ? t('error.reference') : fieldError(put.error, 'reference')} {...form.register('reference')} />
        <Controller
          control={form.control}
          name="purposes"
          render={({ field }) => (
            <Checkbox.Group label={t('purposes')} error={errors.purposes ? t('error.purposes') : fieldError(put.error, 'purposes')} value={field.value} onChange={field.onChange}>
              <Group mt={6}>
                {PURPOSES.map((one) => (
                  <Checkbox key={one} value={one} label={t(`common:purpose.${one}`)} />
                ))}
              </Group>
            </Checkbox.Group>
          )}
        />
        <FormError error={put.error} fields={['country', 'reference', 'purposes']} />
        <Group>
          <Button type="submit" loading={put.isPending}>
            {now.enabled ? t('save') : t('switch_on')}
          </Button>
          {now.enabled && (
            <Button variant="light" color="signal" onClick={() => setStopping(true)}>
              {t('switch_off')}
            </Button>
          )}
        </Group>
      </Stack>
      <ConfirmModal opened={stopping} title={t('off_title')} confirmLabel={t('switch_off')} loading={put.isPending} onConfirm={() => put.mutate({ enabled: false })} onClose={() => setStopping(false)}>
        {t('off_text')}
      </ConfirmModal>
    </form>
  );
}
