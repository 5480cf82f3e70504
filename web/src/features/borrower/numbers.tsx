import { Button, Text } from '@mantine/core';
import { IconPhone } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { errorText } from '@/components/error-text';
import { GateVerdict } from '@/components/gate-verdict';
import { notifyError } from '@/components/notify';
import { isApiError } from '@/lib/api/problem';
import type { Customer, Phone } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';
import { useDial, useDialBlock } from '@/lib/dial';
import { phone } from '@/lib/format/format';
import { useHotkey } from '@/lib/hotkeys/hotkeys';

import classes from './borrower.module.css';
import { GatePreview } from './gate-preview';

/** Each number with its call button, and what the law says of the chosen one. */
export function Numbers({ customer }: { customer: Customer }) {
  const { t } = useTranslation(['borrower', 'common']);
  const [chosen, setChosen] = useState(customer.phones[0]?.phone_number);
  const mayDial = useMay('phone');
  const block = useDialBlock();
  const dial = useDial();
  const call = (number: string) => {
    setChosen(number);
    dial.mutate(
      { customer_id: customer.id, phone_number: number },
      {
        onError: (error) => {
          if (!isApiError(error) || !error.decision) notifyError(errorText(error));
        },
      },
    );
  };
  useHotkey('dial', () => chosen !== undefined && call(chosen), mayDial && block === null && chosen !== undefined);
  const refusal = isApiError(dial.error) && dial.variables?.phone_number === chosen ? dial.error.decision : undefined;
  return (
    <section className={classes['section']} aria-label={t('numbers')}>
      <h2>{t('numbers')}</h2>
      <ul className={classes['numbers']}>
        {customer.phones.map((one) => (
          <NumberRow
            key={one.phone_number}
            one={one}
            chosen={one.phone_number === chosen}
            onChoose={() => setChosen(one.phone_number)}
            callButton={
              mayDial && (
                <Button
                  size="sm"
                  leftSection={<IconPhone size={16} aria-hidden />}
                  disabled={block !== null}
                  loading={dial.isPending && dial.variables.phone_number === one.phone_number}
                  aria-label={t('call_number', { number: phone(one.phone_number) })}
                  data-testid={`call-number-${one.phone_number.replace('+', '')}`}
                  onClick={() => call(one.phone_number)}
                >
                  {t('call')}
                </Button>
              )
            }
          />
        ))}
      </ul>
      {mayDial && block !== null && block !== 'in_call' && (
        <Text size="sm" c="var(--zx-warn)" mb="xs" role="status">
          {t(`block.${block}`)}
        </Text>
      )}
      {refusal ? <GateVerdict decision={refusal} /> : block !== 'in_call' && chosen !== undefined && <GatePreview customerId={customer.id} number={chosen} />}
    </section>
  );
}

interface RowProps {
  one: Phone;
  chosen: boolean;
  onChoose: () => void;
  callButton: React.ReactNode;
}

function NumberRow({ one, chosen, onChoose, callButton }: RowProps) {
  const { t } = useTranslation('borrower');
  return (
    <li className={classes['number']} data-chosen={chosen || undefined}>
      <button
        type="button"
        className={classes['choose']}
        aria-pressed={chosen}
        title={t('check', { number: phone(one.phone_number) })}
        onClick={onChoose}
      >
        <span className={classes['digits']}>{phone(one.phone_number)}</span>
        <span className="zx-muted">
          {t(`kind.${one.kind}`)}
          {one.name != null && one.name !== '' && ` · ${one.name}`}
        </span>
      </button>
      {callButton}
    </li>
  );
}
