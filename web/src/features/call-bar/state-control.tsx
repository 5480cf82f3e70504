import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { setMyState } from '@/lib/api/calls';
import { useMe } from '@/lib/events/live-store';
import { useHotkey } from '@/lib/hotkeys/hotkeys';

import classes from './call-bar.module.css';
import { useVerb } from './use-verb';

const REASONS = ['break', 'lunch', 'meeting', 'training', 'coaching', 'other'] as const;

/** What the telecaller asks to be; what they are is what the chip says. */
export function StateControl() {
  const { t } = useTranslation(['call-bar', 'common']);
  const { agent, call, needs_outcome } = useMe();
  const verb = useVerb();
  const blocked = needs_outcome !== null;
  const canBeReady = agent !== null && call === null && !blocked && agent.state !== 'ready';
  const ready = () => verb.mutate(() => setMyState('ready', null));
  useHotkey('ready', ready, canBeReady);
  return (
    <div className={classes['state']}>
      <span title={blocked ? t('state.outcome_first') : undefined}>
        <Button size="sm" color="leaf.2" disabled={!canBeReady} loading={verb.isPending} onClick={ready} data-testid="set-ready">
          {t('state.ready')}
        </Button>
      </span>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <Button
            size="sm"
            className={classes['ghost'] ?? ''}
            rightSection={<IconChevronDown size={14} aria-hidden />}
            disabled={agent === null}
            data-testid="set-paused"
          >
            {t('state.pause')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('state.why')}</Menu.Label>
          {REASONS.map((reason) => (
            <Menu.Item key={reason} data-testid={`pause-${reason}`} onClick={() => verb.mutate(() => setMyState('paused', reason))}>
              {t(`common:reason.${reason}`)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item data-testid="set-offline" disabled={call !== null} onClick={() => verb.mutate(() => setMyState('offline', null))}>
            {t('state.offline')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
