import { Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { sendDtmf } from '@/lib/api/calls';

import classes from './call-bar.module.css';
import { useVerb } from './use-verb';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

export function Keypad({ callId }: { callId: string }) {
  const { t } = useTranslation('call-bar');
  const verb = useVerb();
  const [sent, setSent] = useState('');
  const press = (digit: string) => {
    // Callbacks of mutate are heard for the last press only, and keys are pressed faster than they are sent.
    verb.mutate(async () => {
      await sendDtmf(callId, digit);
      setSent((before) => before + digit);
    });
  };
  return (
    // Typed digits bubble up from whichever key has the focus.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      onKeyDown={(event) => {
        if (DIGITS.includes(event.key) && !event.ctrlKey) press(event.key);
      }}
    >
      <Text size="sm" fw={600} mb={6}>
        {t('keypad.title')}
      </Text>
      <div className={classes['keypad']}>
        {DIGITS.map((digit, index) => (
          <button
            key={digit}
            type="button"
            className={classes['key']}
            aria-label={t('keypad.key', { digit })}
            data-testid={`dtmf-${digit}`}
            data-autofocus={index === 0 || undefined}
            onClick={() => press(digit)}
          >
            {digit}
          </button>
        ))}
      </div>
      <Text size="xs" mt={6} className="zx-muted" aria-live="polite">
        {sent === '' ? t('keypad.hint') : t('keypad.sent', { digits: sent })}
      </Text>
    </div>
  );
}
