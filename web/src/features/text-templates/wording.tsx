import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { type UseFormReturn, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';

import { TextCount } from '@/components/text-count';
import { previewQuery } from '@/lib/api/messages';
import { useMay } from '@/lib/auth/session';

import { BRACES, foreignFields, KNOWN_FIELDS, type TemplateProblem, type TemplateValues } from './template-values';

interface Props {
  form: UseFormReturn<TemplateValues>;
  index: number;
  /** What the server said against it. */
  refused: string | undefined;
  onRemove?: () => void;
}

/** The words of one language, with the fields that can be put in and how long it is as it stands. */
export function Wording({ form, index, refused, onRemove }: Props) {
  const { t } = useTranslation('text-templates');
  const area = useRef<HTMLTextAreaElement | null>(null);
  const mayAsk = useMay('texts.send');
  const text = useWatch({ control: form.control, name: `languages.${index}.text` });
  const [asked] = useDebouncedValue(text, 300);
  const preview = useQuery({ ...previewQuery({ message: asked }), enabled: asked !== '' && mayAsk, placeholderData: keepPreviousData });
  const errors = form.formState.errors.languages?.[index];
  const say = (key: string | undefined) => (key === undefined ? undefined : t(`error.${key as TemplateProblem}`, BRACES));
  const foreign = foreignFields(text);
  const { ref, ...register } = form.register(`languages.${index}.text`);
  const insert = (name: string) => {
    const at = area.current?.selectionStart ?? text.length;
    const end = area.current?.selectionEnd ?? at;
    form.setValue(`languages.${index}.text`, `${text.slice(0, at)}{{${name}}}${text.slice(end)}`, { shouldDirty: true, shouldValidate: form.formState.isSubmitted });
    area.current?.focus();
  };
  return (
    <Stack gap="xs">
      <Textarea
        label={t('wording')}
        autosize
        minRows={3}
        maxRows={9}
        data-testid="template-text"
        error={say(errors?.text?.message) ?? refused}
        {...register}
        ref={(node) => {
          ref(node);
          area.current = node;
        }}
      />
      <TextCount preview={asked === '' ? undefined : preview.data} />
      <span className="zx-label">{t('insert')}</span>
      <Group gap={4} role="group" aria-label={t('insert')}>
        {KNOWN_FIELDS.map((name) => (
          <Button key={name} size="compact-xs" variant="light" onClick={() => insert(name)}>
            {name}
          </Button>
        ))}
      </Group>
      {foreign.length > 0 && (
        <span style={{ color: 'var(--zx-warn)', fontSize: '0.8rem' }} role="status">
          {t('foreign', { names: foreign.join(', ') })}
        </span>
      )}
      <Group align="flex-end" justify="space-between">
        <TextInput label={t('dlt_template')} description={t('dlt_template_hint')} w={360} inputMode="numeric" error={say(errors?.dlt_template_id?.message)} {...form.register(`languages.${index}.dlt_template_id`)} />
        {onRemove && (
          <Button size="xs" variant="light" color="signal" onClick={onRemove}>
            {t('remove_language')}
          </Button>
        )}
      </Group>
      {errors?.language && <span role="alert">{say(errors.language.message)}</span>}
    </Stack>
  );
}
