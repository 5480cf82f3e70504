import { Button, Group, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Controller, type UseFormReturn, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';

import { GateVerdict } from '@/components/gate-verdict';
import { gateQuery } from '@/lib/api/gate';
import type { Call } from '@/lib/api/schema.gen';
import { serverNow } from '@/lib/clock';
import { dayThere, instantOf, wallClock } from '@/lib/format/zoned';

import type { OutcomeValues } from './outcome-form';
import classes from './wrap-up.module.css';

interface Props {
  form: UseFormReturn<OutcomeValues>;
  call: Call;
  timeZone: string;
  message: (field: keyof OutcomeValues) => string | undefined;
}

/** When to call back, on the borrower's wall clock; the legal gate says at once whether it will be lawful. */
export function CallbackFields({ form, call, timeZone, message }: Props) {
  const { t } = useTranslation('wrap-up');
  const chosen = useWatch({ control: form.control, name: 'callbackAt' });
  const [settled] = useDebouncedValue(chosen, 500);
  const instant = instantOf(settled, timeZone);
  const gate = useQuery({
    ...gateQuery({
      phone_number: call.phone_number,
      ...(call.customer ? { customer_id: call.customer.id } : {}),
      at: instant?.toISOString() ?? null,
    }),
    enabled: instant !== null,
  });
  const set = (local: string) => form.setValue('callbackAt', local, { shouldValidate: true });
  const inHours = (hours: number) => set(wallClock(new Date(serverNow() + hours * 3_600_000), timeZone));
  const tomorrow = dayThere(timeZone, 1);
  return (
    <fieldset className={classes['block']}>
      <legend>{t('callback')}</legend>
      <Group gap="sm" align="flex-end" wrap="wrap">
        <TextInput
          type="datetime-local"
          label={t('callback_at', { zone: timeZone })}
          data-testid="callback-at"
          error={message('callbackAt')}
          {...form.register('callbackAt')}
        />
        <Controller
          control={form.control}
          name="callbackMine"
          render={({ field }) => (
            <SegmentedControl
              size="xs"
              aria-label={t('callback_who')}
              value={field.value ? 'mine' : 'team'}
              onChange={(value) => field.onChange(value === 'mine')}
              data={[
                { value: 'mine', label: t('callback_mine') },
                { value: 'team', label: t('callback_team') },
              ]}
            />
          )}
        />
      </Group>
      <Group gap={6} my={8}>
        <Button size="compact-xs" variant="default" onClick={() => inHours(1)}>
          {t('hours_1')}
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => inHours(3)}>
          {t('hours_3')}
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => set(`${tomorrow}T10:00`)}>
          {t('tomorrow_10')}
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => set(`${tomorrow}T17:00`)}>
          {t('tomorrow_17')}
        </Button>
      </Group>
      {instant && gate.data && <GateVerdict decision={gate.data} />}
    </fieldset>
  );
}
