import { zodResolver } from '@hookform/resolvers/zod';
import { Button, Group, Modal, Select, Stack, Switch, Tabs, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Controller, useFieldArray, useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';

import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { notifyGood } from '@/components/notify';
import { api, unwrap } from '@/lib/api/client';
import { templateQuery } from '@/lib/api/messages';
import type { MessageTemplate } from '@/lib/api/schema.gen';
import { languageName } from '@/lib/format/language';

import { BRACES, type TemplateProblem, templateSchema, type TemplateValues, toTemplate, valuesOf } from './template-values';
import { UsedBy } from './used-by';
import { Versions } from './versions';
import { Wording } from './wording';

const FIELDS = ['code', 'title', 'purpose', 'sender', 'dlt_entity_id', 'languages'] as const;
const LANGUAGES = ['en', 'hi', 'bn', 'gu', 'kn', 'ml', 'mr', 'or', 'pa', 'ta', 'te', 'ur'];

/** A template whole: its wordings by language, who uses it, what it said before. */
export function TemplateForm({ template, readOnly, onClose }: { template: MessageTemplate | null; readOnly: boolean; onClose: () => void }) {
  const { t } = useTranslation(['text-templates', 'common']);
  const queries = useQueryClient();
  const form = useForm<TemplateValues>({ resolver: zodResolver(templateSchema), defaultValues: valuesOf(template) });
  const languages = useFieldArray({ control: form.control, name: 'languages' });
  const wordings = useWatch({ control: form.control, name: 'languages' });
  const [tab, setTab] = useState<string | null>('0');
  const detail = useQuery({ ...templateQuery(template?.id ?? 0), enabled: template !== null }).data;
  const save = useMutation({
    mutationFn: (values: TemplateValues) =>
      template
        ? unwrap(api.PUT('/api/v1/message-templates/{id}', { params: { path: { id: template.id } }, body: toTemplate(values) }))
        : unwrap(api.POST('/api/v1/message-templates', { body: toTemplate(values) })),
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: ['templates'] });
      notifyGood(t('saved', { version: saved.version }));
      onClose();
    },
  });
  const errors = form.formState.errors;
  const wrong = (field: 'code' | 'title' | 'sender' | 'dlt_entity_id') => {
    const key = errors[field]?.message as TemplateProblem | undefined;
    return key === undefined ? fieldError(save.error, field) : t(`error.${key}`, BRACES);
  };
  const submit = form.handleSubmit(
    (values) => save.mutate(values),
    (found) => {
      const first = Object.keys(found.languages ?? {}).find((key) => /^\d+$/.test(key));
      if (first !== undefined) setTab(first);
    },
  );
  const unused = LANGUAGES.filter((code) => !wordings.some((one) => one.language === code));
  const add = (language: string | null) => {
    if (language === null) return;
    languages.append({ language, text: '', dlt_template_id: '' });
    setTab(String(languages.fields.length));
  };
  return (
    <Modal opened onClose={onClose} size="xl" title={template ? t('edit', { title: template.title }) : t('new')}>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <fieldset disabled={readOnly} style={{ all: 'unset', display: 'block' }}>
          <Stack gap="sm">
            <Group grow align="flex-start">
              <TextInput label={t('title_label')} data-autofocus error={wrong('title')} {...form.register('title')} />
              <TextInput label={t('code')} description={t('code_hint')} error={wrong('code')} {...form.register('code')} />
              <Controller
                control={form.control}
                name="purpose"
                render={({ field }) => (
                  <Select label={t('purpose')} allowDeselect={false} data={(['recovery', 'service', 'promotion'] as const).map((value) => ({ value, label: t(`common:purpose.${value}`) }))} {...field} />
                )}
              />
            </Group>
            <Group grow align="flex-start">
              <TextInput label={t('sender')} description={t('sender_hint')} error={wrong('sender')} {...form.register('sender')} />
              <TextInput label={t('dlt_entity')} description={t('dlt_entity_hint')} inputMode="numeric" error={wrong('dlt_entity_id')} {...form.register('dlt_entity_id')} />
            </Group>
            <Tabs value={tab} onChange={setTab} keepMounted={false}>
              <Group justify="space-between" align="flex-end" wrap="nowrap">
                <Tabs.List aria-label={t('languages')}>
                  {languages.fields.map((one, index) => (
                    <Tabs.Tab key={one.id} value={String(index)}>
                      {languageName(wordings[index]?.language ?? one.language)}
                    </Tabs.Tab>
                  ))}
                </Tabs.List>
                {!readOnly && (
                  <Select
                    size="xs"
                    w={170}
                    aria-label={t('add_language')}
                    placeholder={t('add_language')}
                    leftSection={<IconPlus size={14} aria-hidden />}
                    searchable
                    value={null}
                    data={unused.map((value) => ({ value, label: languageName(value) }))}
                    onChange={add}
                  />
                )}
              </Group>
              {languages.fields.map((one, index) => (
                <Tabs.Panel key={one.id} value={String(index)} pt="sm">
                  <Wording
                    form={form}
                    index={index}
                    refused={fieldError(save.error, `languages[${index}]`)}
                    {...(languages.fields.length > 1 && !readOnly
                      ? {
                          onRemove: () => {
                            languages.remove(index);
                            setTab('0');
                          },
                        }
                      : {})}
                  />
                </Tabs.Panel>
              ))}
            </Tabs>
            <Controller
              control={form.control}
              name="active"
              render={({ field }) => <Switch label={t('active')} description={t('active_hint')} checked={field.value} onChange={(event) => field.onChange(event.currentTarget.checked)} />}
            />
          </Stack>
        </fieldset>
        <Stack gap="sm" mt="sm">
          {template && <UsedBy templateId={template.id} />}
          {detail && detail.versions.length > 1 && <Versions versions={detail.versions} />}
          <FormError error={save.error} fields={FIELDS} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {readOnly ? t('common:close') : t('common:cancel')}
            </Button>
            {!readOnly && (
              <Button type="submit" loading={save.isPending} data-testid="template-save">
                {template ? t('save') : t('create')}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
