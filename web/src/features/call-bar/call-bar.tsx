import { useTranslation } from 'react-i18next';

import { shownState, StateChip } from '@/components/state-chip';
import { useMe } from '@/lib/events/live-store';

import classes from './call-bar.module.css';
import { CallInfo } from './call-info';
import { ConsultStrip } from './consult-strip';
import { StateControl } from './state-control';
import { Verbs } from './verbs';

/** Fixed on top of every page: what I am doing, with whom, and what I can do about it. */
export function CallBar() {
  const { t } = useTranslation('call-bar');
  const { agent, call } = useMe();
  const colour = agent?.state ?? 'offline';
  return (
    <section className={classes['bar']} style={{ borderBottomColor: `var(--zx-state-${colour})` }} aria-label={t('bar')}>
      <div className={classes['row']}>
        {agent ? (
          <StateChip
            state={shownState(agent, call?.call_direction === 'outbound')}
            reason={agent.reason}
            since={agent.since}
            testId="state-chip"
            large
          />
        ) : (
          <span className={classes['waiting']} data-testid="state-chip" data-state="unknown">
            {t('waiting_state')}
          </span>
        )}
        <CallInfo call={call} />
        <Verbs call={call} />
        <StateControl />
      </div>
      {agent?.state === 'dead_call' && (
        <div className={classes['strip']} role="alert">
          {t('dead')}
        </div>
      )}
      {agent?.pending_state === 'paused' && (
        <div className={classes['strip']} role="status">
          {t('pending_pause')}
        </div>
      )}
      {call && <ConsultStrip call={call} />}
    </section>
  );
}
