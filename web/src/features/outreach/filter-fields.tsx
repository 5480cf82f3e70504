import { Fieldset, NumberInput, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { fieldError } from '@/components/field-error';
import { languageName } from '@/lib/format/language';

import type { FilterValues } from './filter-values';

interface Props {
  values: FilterValues;
  error: unknown;
  onChange: (values: FilterValues) => void;
}

const LANGUAGES = ['en', 'hi', 'bn', 'gu', 'kn', 'ml', 'mr', 'or', 'pa', 'ta', 'te', 'ur'];

/** Which borrowers: every part that is given must fit. */
export function FilterFields({ values, error, onChange }: Props) {
  const { t } = useTranslation(['outreach', 'common']);
  const numberField = (name: 'days_past_due_min' | 'days_past_due_max' | 'amount_due_min' | 'amount_due_max') => (
    <NumberInput
      label={t(`filter.${name}`)}
      allowNegative={false}
      allowDecimal={name.startsWith('amount')}
      placeholder={t('filter.any')}
      value={values[name]}
      error={fieldError(error, `filter.${name}`)}
      onChange={(value) => onChange({ ...values, [name]: value })}
    />
  );
  const textField = (name: 'product' | 'branch') => (
    <TextInput
      label={t(`filter.${name}`)}
      maxLength={100}
      placeholder={t('filter.any')}
      value={values[name]}
      error={fieldError(error, `filter.${name}`)}
      onChange={(event) => onChange({ ...values, [name]: event.currentTarget.value })}
    />
  );
  return (
    <Fieldset legend={t('filter.legend')}>
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
        {numberField('days_past_due_min')}
        {numberField('days_past_due_max')}
        {numberField('amount_due_min')}
        {numberField('amount_due_max')}
        {textField('product')}
        {textField('branch')}
        <Select
          label={t('filter.language')}
          placeholder={t('filter.any')}
          clearable
          clearButtonProps={{ 'aria-label': t('filter.any') }}
          searchable
          value={values.language === '' ? null : values.language}
          data={LANGUAGES.map((value) => ({ value, label: languageName(value) }))}
          onChange={(value) => onChange({ ...values, language: value ?? '' })}
        />
        <Select
          label={t('filter.promise')}
          allowDeselect={false}
          value={values.promise}
          data={(['any', 'none', 'open', 'broken'] as const).map((value) => ({ value, label: t(`filter.promises.${value}`) }))}
          onChange={(value) => onChange({ ...values, promise: (value ?? 'any') })}
        />
      </SimpleGrid>
    </Fieldset>
  );
}
