import { zodResolver } from '@hookform/resolvers/zod';
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';

import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { api, unwrap } from '@/lib/api/client';

// What can be no number the server knows better, and says why.
const schema = z.object({ phone_number: z.string().trim().min(1), reason: z.string().trim().min(1) });
type Values = z.infer<typeof schema>;

export function AddOptOut({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['opt-outs', 'common']);
  const queries = useQueryClient();
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { phone_number: '', reason: '' } });
  const add = useMutation({
    mutationFn: (body: Values) => unwrap(api.POST('/api/v1/text-opt-outs', { body })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['text-opt-outs'] });
      await queries.invalidateQueries({ queryKey: ['gate', 'check'] });
      notifyGood(t('added_done'));
      onClose();
    },
  });
  const errors = form.formState.errors;
  const submit = form.handleSubmit((values) => add.mutate(values));
  return (
    <Modal opened onClose={onClose} title={t('add')}>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          <TextInput type="tel" maxLength={32} data-autofocus label={t('number_label')} error={errors.phone_number ? t('number_needed') : fieldError(add.error, 'phone_number')} {...form.register('phone_number')} />
          <TextInput label={t('reason_label')} maxLength={200} error={errors.reason ? t('reason_needed') : fieldError(add.error, 'reason')} {...form.register('reason')} />
          <FormError error={add.error} fields={['phone_number', 'reason']} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" loading={add.isPending}>
              {t('add_button')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
