import { zodResolver } from '@hookform/resolvers/zod';
import { Button, Group, Modal, Select, Stack } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';

import { ConfirmModal } from '@/components/confirm-modal';
import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { api, unwrap } from '@/lib/api/client';
import { trunksQuery } from '@/lib/api/routing';
import type { Gateway } from '@/lib/api/schema.gen';

import { BoxFields } from './box-fields';
import { BOX_FIELDS, boxSchema, type BoxValues, freeTrunks, toGateway, valuesOf } from './box-values';

/** Changes a box that is kept, or removes it. */
export function BoxForm({ box, boxes, onClose }: { box: Gateway; boxes: Gateway[]; onClose: () => void }) {
  const { t } = useTranslation(['fleet', 'common']);
  const queries = useQueryClient();
  const trunks = useInfiniteQuery(trunksQuery);
  const [removing, setRemoving] = useState(false);
  const form = useForm<BoxValues>({ resolver: zodResolver(boxSchema), defaultValues: valuesOf(box) });
  const path = { id: box.id };
  const finish = async (message: string) => {
    await queries.invalidateQueries({ queryKey: ['routing'] });
    notifyGood(message);
    onClose();
  };
  const save = useMutation({
    mutationFn: (values: BoxValues) => unwrap(api.PUT('/api/v1/gateways/{id}', { params: { path }, body: toGateway(values) })),
    onSuccess: () => finish(t('form.saved')),
  });
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE('/api/v1/gateways/{id}', { params: { path } })),
    onSuccess: () => finish(t('form.removed')),
    onSettled: () => setRemoving(false),
  });
  const choices = freeTrunks(trunks.data?.items ?? [], boxes, box.trunk_id).map((trunk) => ({ value: String(trunk.id), label: trunk.name }));
  return (
    <Modal opened onClose={onClose} size="lg" title={t('form.edit', { name: box.name })}>
      <form noValidate onSubmit={(event) => void form.handleSubmit((values) => save.mutate(values))(event)}>
        <Stack gap="sm">
          <Controller
            control={form.control}
            name="trunk_id"
            render={({ field }) => (
              <Select
                label={t('form.trunk')}
                description={t('form.trunk_hint')}
                data={choices.length > 0 ? choices : [{ value: String(box.trunk_id), label: box.name }]}
                error={form.formState.errors.trunk_id ? t('error.trunk') : fieldError(save.error, 'trunk_id')}
                {...field}
              />
            )}
          />
          <BoxFields form={form} refusal={save.error} keepsPassword={box.has_password} whole />
          <FormError error={save.error ?? remove.error} fields={BOX_FIELDS} />
          <Group justify="space-between">
            <Button variant="light" color="signal" onClick={() => setRemoving(true)}>
              {t('form.remove')}
            </Button>
            <Group>
              <Button variant="default" onClick={onClose}>
                {t('common:cancel')}
              </Button>
              <Button type="submit" loading={save.isPending}>
                {t('form.save')}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
      <ConfirmModal
        opened={removing}
        title={t('form.remove_title', { name: box.name })}
        confirmLabel={t('form.remove')}
        loading={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setRemoving(false)}
      >
        {t('form.remove_text')}
      </ConfirmModal>
    </Modal>
  );
}
