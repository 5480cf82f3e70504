import { Button, Group, NumberInput, Select, TextInput } from '@mantine/core';
import { Controller, type UseFormReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';

import type { Customer } from '@/lib/api/schema.gen';
import { currencySymbol, money, toMajor } from '@/lib/format/format';
import { dayThere } from '@/lib/format/zoned';

import { intoView } from './into-view';
import type { OutcomeValues } from './outcome-form';
import classes from './wrap-up.module.css';

interface Props {
  form: UseFormReturn<OutcomeValues>;
  customer: Customer | undefined;
  currency: string;
  message: (field: keyof OutcomeValues) => string | undefined;
}

export function PromiseFields({ form, customer, currency, message }: Props) {
  const { t } = useTranslation('wrap-up');
  const zone = customer?.time_zone ?? 'Asia/Kolkata';
  const setDate = (days: number) => form.setValue('dueDate', dayThere(zone, days), { shouldValidate: true });
  const loans = customer?.loans ?? [];
  return (
    <fieldset className={classes['block']} ref={intoView}>
      <legend>{t('promise')}</legend>
      <Group gap="sm" align="flex-start" wrap="wrap">
        <Controller
          control={form.control}
          name="amount"
          render={({ field }) => (
            <NumberInput
              {...field}
              label={t('amount')}
              prefix={currencySymbol(currency)}
              thousandSeparator=","
              thousandsGroupStyle="lakh"
              decimalScale={2}
              allowNegative={false}
              data-testid="promise-amount"
              error={message('amount')}
              w={150}
            />
          )}
        />
        <TextInput type="date" label={t('date')} min={dayThere(zone, 0)} data-testid="promise-date" error={message('dueDate')} w={158} {...form.register('dueDate')} />
        {loans.length > 1 && (
          <Controller
            control={form.control}
            name="loanId"
            render={({ field }) => (
              <Select
                label={t('loan')}
                data={[{ value: '', label: t('loan_any') }, ...loans.map((loan) => ({ value: String(loan.id), label: loan.loan_number }))]}
                value={field.value}
                onChange={(value) => field.onChange(value ?? '')}
                error={message('loanId')}
                w={180}
              />
            )}
          />
        )}
      </Group>
      <Group gap={6} mt={8}>
        {customer && (
          <Button size="compact-xs" variant="default" onClick={() => form.setValue('amount', toMajor(customer.amount_due, currency), { shouldValidate: true })}>
            {t('full', { amount: money(customer.amount_due, currency) })}
          </Button>
        )}
        <Button size="compact-xs" variant="default" onClick={() => setDate(0)}>
          {t('today')}
        </Button>
        {[3, 7, 15].map((days) => (
          <Button key={days} size="compact-xs" variant="default" onClick={() => setDate(days)}>
            {t('in_days', { count: days })}
          </Button>
        ))}
      </Group>
    </fieldset>
  );
}
