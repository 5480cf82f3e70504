import { Button, Checkbox, Group, Modal, MultiSelect, NumberInput, SegmentedControl, Select, SimpleGrid, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ConfirmModal } from '@/components/confirm-modal';
import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { api, unwrap } from '@/lib/api/client';
import { trunksQuery } from '@/lib/api/routing';
import type { RouteGroup } from '@/lib/api/schema.gen';

import { CLASSES, type GroupValues, groupValues, PURPOSES, STRATEGIES, toGroup } from './group-values';

const FIELDS = ['name', 'position', 'strategy', 'class', 'purposes', 'countries', 'prefixes', 'trunks', 'typical_call_s'] as const;

export function GroupForm({ group, onClose }: { group: RouteGroup | null; onClose: () => void }) {
  const { t } = useTranslation(['route-groups', 'common']);
  const queries = useQueryClient();
  const trunks = useInfiniteQuery(trunksQuery).data?.items ?? [];
  const [values, setValues] = useState(() => groupValues(group));
  const [deleting, setDeleting] = useState(false);
  const set = (change: Partial<GroupValues>) => setValues((before) => ({ ...before, ...change }));
  const finish = async (message: string) => {
    await queries.invalidateQueries({ queryKey: ['routing'] });
    notifyGood(message);
    onClose();
  };
  const save = useMutation({
    mutationFn: () => {
      const body = toGroup(values);
      return group
        ? unwrap(api.PUT('/api/v1/route-groups/{id}', { params: { path: { id: group.id } }, body }))
        : unwrap(api.POST('/api/v1/route-groups', { body }));
    },
    onSuccess: () => finish(t('saved')),
  });
  const remove = useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE('/api/v1/route-groups/{id}', { params: { path: { id } } })),
    onSuccess: () => finish(t('deleted')),
    onSettled: () => setDeleting(false),
  });
  const wrong = (field: (typeof FIELDS)[number]) => fieldError(save.error, field);
  return (
    <Modal opened onClose={onClose} size="lg" title={group ? t('edit', { name: group.name }) : t('new')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap="sm">
          <SimpleGrid cols={2} spacing="md">
            <TextInput label={t('name')} maxLength={60} data-autofocus value={values.name} error={wrong('name')} onChange={(event) => set({ name: event.currentTarget.value })} />
            <NumberInput label={t('position')} description={t('position_hint')} allowDecimal={false} min={0} max={10_000} value={values.position} error={wrong('position')} onChange={(position) => set({ position })} />
          </SimpleGrid>
          <Select
            label={t('strategy')}
            allowDeselect={false}
            value={values.strategy}
            error={wrong('strategy')}
            data={STRATEGIES.map((value) => ({ value, label: t(`strategies.${value}`) }))}
            onChange={(strategy) => set({ strategy: STRATEGIES.find((one) => one === strategy) ?? 'least_used' })}
          />
          <Text size="sm" className="zx-muted" mt={-6}>
            {t(`strategy_text.${values.strategy}`)}
          </Text>
          {values.strategy === 'cheapest' && (
            <NumberInput
              label={t('typical_call_s')}
              description={t('typical_hint')}
              allowDecimal={false}
              min={1}
              max={7200}
              value={values.typical_call_s}
              error={wrong('typical_call_s')}
              onChange={(typical_call_s) => set({ typical_call_s })}
            />
          )}
          <div>
            <Text size="sm" fw={500} mb={4} id="route-class">
              {t('class')}
            </Text>
            <SegmentedControl
              aria-labelledby="route-class"
              value={values.class}
              data={CLASSES.map((value) => ({ value, label: t(`classes.${value}`) }))}
              onChange={(value) => set({ class: CLASSES.find((one) => one === value) ?? 'any' })}
            />
          </div>
          <Checkbox.Group label={t('purposes')} description={t('purposes_hint')} error={wrong('purposes')} value={values.purposes} onChange={(purposes) => set({ purposes })}>
            <Group mt={6}>
              {PURPOSES.map((one) => (
                <Checkbox key={one} value={one} label={t(`common:purpose.${one}`)} />
              ))}
            </Group>
          </Checkbox.Group>
          <SimpleGrid cols={2} spacing="md">
            <TextInput label={t('countries')} description={t('countries_hint')} value={values.countries} error={wrong('countries')} onChange={(event) => set({ countries: event.currentTarget.value })} />
            <TextInput label={t('prefixes')} description={t('prefixes_hint')} value={values.prefixes} error={wrong('prefixes')} onChange={(event) => set({ prefixes: event.currentTarget.value })} />
          </SimpleGrid>
          <MultiSelect
            label={t('trunks')}
            description={t('trunks_hint')}
            searchable
            clearable
            value={values.trunks}
            error={wrong('trunks')}
            data={[...new Set([...trunks.map((one) => one.name), ...values.trunks])]}
            onChange={(names) => set({ trunks: names })}
          />
          <Switch label={t('enabled')} checked={values.enabled} onChange={(event) => set({ enabled: event.currentTarget.checked })} />
          <FormError error={save.error ?? remove.error} fields={FIELDS} />
          <Group justify="space-between">
            {group ? (
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
              <Button type="submit" disabled={values.name.trim() === ''} loading={save.isPending}>
                {t('save')}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
      {group && (
        <ConfirmModal opened={deleting} title={t('delete_title', { name: group.name })} confirmLabel={t('delete')} loading={remove.isPending} onConfirm={() => remove.mutate(group.id)} onClose={() => setDeleting(false)}>
          {t('delete_text')}
        </ConfirmModal>
      )}
    </Modal>
  );
}
