import { useTranslation } from 'react-i18next';

import { LevelBars } from '@/components/level-bars';
import { Timer } from '@/components/timer';
import type { Call } from '@/lib/api/schema.gen';
import { useMe } from '@/lib/events/live-store';
import { phone } from '@/lib/format/format';
import { usePhone } from '@/lib/softphone/phone-store';

import classes from './call-bar.module.css';
import { LineQuality } from './line-quality';

function Flags({ call }: { call: Call }) {
  const { t } = useTranslation('call-bar');
  const recording = call.recording?.state;
  return (
    <>
      {call.muted && <span className={classes['flag']}>{t('muted')}</span>}
      {recording === 'recording' && (
        <span className={classes['flag']} data-kind="recording">
          {t('recording')}
        </span>
      )}
      {recording === 'paused' && <span className={classes['flag']}>{t('recording_paused')}</span>}
    </>
  );
}

/** Who is on the line, in what state, for how long. */
export function CallInfo({ call }: { call: Call | null }) {
  const { t } = useTranslation(['call-bar', 'common']);
  const { agent, needs_outcome } = useMe();
  const local = usePhone((state) => state.local);
  const remote = usePhone((state) => state.remote);
  if (!call) {
    const hint = agent?.state === 'offline' ? t('no_call_offline') : t('no_call_hint');
    return (
      <div className={classes['info']} data-testid="call-state" data-state="none">
        <span className={classes['who']}>{needs_outcome ? (needs_outcome.customer?.name ?? phone(needs_outcome.phone_number)) : t('no_call')}</span>
        <span className={classes['sub']}>
          {agent?.state === 'wrap_up' && agent.wrap_up_until !== null ? (
            <>
              {t('wrap_until')} <Timer until={agent.wrap_up_until} />
            </>
          ) : (
            !needs_outcome && hint
          )}
        </span>
      </div>
    );
  }
  return (
    <div className={classes['info']}>
      <span className={classes['who']}>
        {call.customer?.name ?? phone(call.phone_number)}
        <span className={classes['number']}>{call.customer ? phone(call.phone_number) : t('unknown')}</span>
      </span>
      <span className={classes['sub']}>
        <span data-testid="call-state" data-state={call.state} aria-live="polite">
          {t(`common:call_state.${call.state}`)}
        </span>
        <Timer since={call.answered_at ?? call.created_at} />
        {local && <LevelBars stream={local} label={t('common:level.you')} bars={5} />}
        {remote && <LevelBars stream={remote} label={t('common:level.them')} bars={5} />}
        <LineQuality />
        <Flags call={call} />
      </span>
    </div>
  );
}
