import { zodResolver } from '@hookform/resolvers/zod';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';

import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { Loading } from '@/components/states';
import { api, unwrap } from '@/lib/api/client';
import type { Gateway } from '@/lib/api/schema.gen';

import { BoxFields } from './box-fields';
import { BOX_FIELDS, boxSchema, type BoxValues, toGateway, valuesOf } from './box-values';
import { FindingsList } from './findings';

interface Props {
  trunk: number;
  onBack: () => void;
  onDone: (box: Gateway) => void;
}

/** The administration side: asked first, then kept. What was found holds only for what was typed then. */
export function BoxStep({ trunk, onBack, onDone }: Props) {
  const { t } = useTranslation('fleet');
  const queries = useQueryClient();
  const form = useForm<BoxValues>({ resolver: zodResolver(boxSchema), defaultValues: valuesOf(null, trunk) });
  const probe = useMutation({ mutationFn: (values: BoxValues) => unwrap(api.POST('/api/v1/gateway-probes', { body: toGateway(values) })) });
  const save = useMutation({
    mutationFn: (values: BoxValues) => unwrap(api.POST('/api/v1/gateways', { body: toGateway(values) })),
    onSuccess: async (box) => {
      await queries.invalidateQueries({ queryKey: ['routing'] });
      notifyGood(t('form.saved'));
      onDone(box);
    },
  });
  const typed = useWatch({ control: form.control }) as BoxValues;
  const found = probe.variables && isSame(typed, probe.variables) ? probe.data : undefined;
  const check = form.handleSubmit((values) => probe.mutate(values));
  const keep = form.handleSubmit((values) => save.mutate(values));
  return (
    <form noValidate onSubmit={(event) => void (found?.ok === true ? keep(event) : check(event))}>
      <Stack gap="sm">
        <Text size="sm">{t('wizard.box_text')}</Text>
        <BoxFields form={form} refusal={save.error ?? probe.error} keepsPassword={false} whole={false} />
        {probe.isPending && <Loading rows={4} height={22} />}
        {found && <FindingsList found={found} />}
        <FormError error={save.error ?? probe.error} fields={BOX_FIELDS} />
        <Group justify="space-between">
          <Button variant="default" onClick={onBack}>
            {t('wizard.back')}
          </Button>
          <Group>
            {found?.ok === false && (
              <Button variant="default" loading={save.isPending} onClick={() => void keep()}>
                {t('wizard.save_anyway')}
              </Button>
            )}
            {found?.ok === true ? (
              <Button type="submit" loading={save.isPending}>
                {t('wizard.save')}
              </Button>
            ) : (
              <Button type="submit" loading={probe.isPending}>
                {t('wizard.check')}
              </Button>
            )}
          </Group>
        </Group>
      </Stack>
    </form>
  );
}

const isSame = (one: BoxValues, other: BoxValues) => JSON.stringify(toGateway(one)) === JSON.stringify(toGateway(other));
