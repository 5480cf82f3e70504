import { Tooltip } from '@mantine/core';
import { type MouseEventHandler, type ReactNode, type Ref } from 'react';
import { useTranslation } from 'react-i18next';

import { type KeyName, KEYS } from '@/lib/hotkeys/hotkeys';

import classes from './call-bar.module.css';

interface Props {
  icon: ReactNode;
  label: string;
  testId: string;
  hotkey: KeyName;
  enabled: boolean;
  pressed?: boolean;
  tone?: 'answer' | 'danger';
  ref?: Ref<HTMLButtonElement>;
  onClick?: MouseEventHandler<HTMLButtonElement>;
  expanded?: boolean;
}

export function VerbButton({ icon, label, testId, hotkey, enabled, pressed, tone, ref, onClick, expanded }: Props) {
  const { t } = useTranslation('call-bar');
  return (
    <Tooltip label={t('with_key', { verb: label, keys: KEYS[hotkey] })}>
      <button
        ref={ref}
        type="button"
        className={classes['verb']}
        data-testid={testId}
        data-tone={tone}
        data-pressed={pressed === true || undefined}
        aria-pressed={pressed}
        aria-expanded={expanded}
        aria-keyshortcuts={KEYS[hotkey].replace('Ctrl', 'Control')}
        disabled={!enabled}
        onClick={onClick}
      >
        {icon}
        <span>{label}</span>
      </button>
    </Tooltip>
  );
}
