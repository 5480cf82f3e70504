import { Chip, Group, NumberInput, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { fieldError } from '@/components/field-error';
import type { SimLimits } from '@/lib/api/schema.gen';
import { currencySymbol, number } from '@/lib/format/format';

import { MEASURES, SPANS } from './caps';
import { CAP_MOST, DAYS, type FigureName, FIGURES, type LimitValues } from './limits';
import classes from './sim.module.css';

interface Props {
  values: LimitValues;
  onChange: (values: LimitValues) => void;
  currency: string;
  /** The server's refusal, shown at its field. */
  refusal: unknown;
  /** What holds where a field is empty: the plan's. */
  inherited?: SimLimits | null;
}

/** What a SIM may do: caps by day, billing month and rolling window, hours, rest, bundle. */
export function LimitsFields({ values, onChange, currency, refusal, inherited = null }: Props) {
  const { t } = useTranslation('common');
  const below = (name: FigureName) => {
    const value = inherited?.[name];
    return value == null ? t('limits.none') : t('limits.inherited', { value: number(value) });
  };
  const figure = (name: FigureName, label: string, most: number, least = 0, hidden = false) => (
    <NumberInput
      key={name}
      size="xs"
      {...(hidden ? { 'aria-label': label } : { label })}
      placeholder={below(name)}
      allowDecimal={false}
      min={least}
      max={most}
      hideControls
      value={values.figures[name] ?? ''}
      error={fieldError(refusal, `limits.${name}`)}
      onChange={(value) => onChange({ ...values, figures: { ...values.figures, [name]: value } })}
    />
  );
  const time = (name: 'use_from' | 'use_to') => (
    <TextInput size="xs" type="time" label={t(`limits.${name}`)} value={values[name]} error={fieldError(refusal, `limits.${name}`)} onChange={(event) => onChange({ ...values, [name]: event.currentTarget.value })} />
  );
  return (
    <Stack gap="sm" data-testid="limits">
      <div className={classes['grid']}>
        <span>{t('limits.per')}</span>
        {SPANS.map((span) => (
          <span key={span}>{t(`limits.span.${span}`)}</span>
        ))}
        {MEASURES.flatMap((measure) => [
          <span key={measure}>{t(`sim.measure_name.${measure}`)}</span>,
          ...SPANS.map((span) => figure(`${measure}_per_${span}`, `${t(`sim.measure_name.${measure}`)}, ${t(`limits.span.${span}`)}`, CAP_MOST, 0, true)),
        ])}
      </div>
      <SimpleGrid cols={3} spacing="sm">
        {(Object.keys(FIGURES) as (keyof typeof FIGURES)[]).map((name) => figure(name, t(`limits.${name}`), FIGURES[name][1], FIGURES[name][0]))}
        <NumberInput
          size="xs"
          label={t('limits.credit_floor')}
          prefix={currencySymbol(currency)}
          placeholder={t('limits.none')}
          decimalScale={2}
          min={0}
          hideControls
          value={values.credit_floor}
          error={fieldError(refusal, 'limits.credit_floor_minor')}
          onChange={(value) => onChange({ ...values, credit_floor: value })}
        />
        {time('use_from')}
        {time('use_to')}
      </SimpleGrid>
      <Chip.Group multiple value={values.use_days} onChange={(days) => onChange({ ...values, use_days: days })}>
        <Group gap={6} role="group" aria-label={t('limits.use_days')}>
          <span className="zx-label">{t('limits.use_days')}</span>
          {DAYS.map((day) => (
            <Chip key={day} size="xs" value={day}>
              {t(`limits.days.${day}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Stack>
  );
}
