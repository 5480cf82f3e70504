import { Group, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Controller, type UseFormReturn, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';

import { GateVerdict } from '@/components/gate-verdict';
import { gateQuery } from '@/lib/api/gate';
import { rulesQuery } from '@/lib/api/rules';
import type { Call } from '@/lib/api/schema.gen';
import { hourRules } from '@/lib/calling-hours';
import { serverNow } from '@/lib/clock';
import { instantOf, wallClock } from '@/lib/format/zoned';

import { HourPicker } from './hour-picker';
import { intoView } from './into-view';
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
  const number = { ...(call.customer ? { customer_id: call.customer.id } : {}), phone_number: call.phone_number };
  const gate = useQuery({ ...gateQuery({ ...number, at: instant?.toISOString() ?? null }), enabled: instant !== null });
  const rules = useInfiniteQuery(rulesQuery);
  const now = useQuery(gateQuery(number));
  const set = (local: string) => form.setValue('callbackAt', local, { shouldValidate: true });
  return (
    <fieldset className={classes['block']} ref={intoView}>
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
      {now.data && rules.data && <HourPicker rules={hourRules(rules.data.items, now.data)} timeZone={timeZone} value={chosen} now={wallClock(new Date(serverNow()), timeZone)} onPick={set} />}
      {instant && gate.data && (
        <div className={classes['verdict']} ref={intoView}>
          <GateVerdict decision={gate.data} />
        </div>
      )}
    </fieldset>
  );
}
