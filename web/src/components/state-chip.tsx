import { useTranslation } from 'react-i18next';

import type { Agent, AgentState } from '@/lib/api/schema.gen';

import classes from './state-chip.module.css';
import { Timer } from './timer';

export type ShownState = AgentState | 'dialing';

interface Props {
  state: ShownState;
  reason?: string | null;
  since?: string | undefined;
  testId?: string;
  large?: boolean;
}

const REASONS = ['break', 'lunch', 'meeting', 'training', 'coaching', 'other', 'wrap_up_limit'] as const;

function useReason(reason: string | null | undefined): string | null {
  const { t } = useTranslation('common');
  if (reason == null || reason === '') return null;
  const known = REASONS.find((one) => one === reason);
  return known ? t(`reason.${known}`) : reason;
}

export function shownState(agent: Agent, outbound: boolean): ShownState {
  return agent.state === 'ringing' && outbound ? 'dialing' : agent.state;
}

export function StateChip({ state, reason, since, testId, large = false }: Props) {
  const { t } = useTranslation('common');
  const why = useReason(reason);
  const colour = state === 'dialing' ? 'ringing' : state;
  return (
    <span
      className={classes['chip']}
      data-large={large || undefined}
      data-state={state}
      data-testid={testId}
      style={{ background: `var(--zx-state-${colour})` }}
    >
      <span className={classes['text']}>
        {t(`state.${state}`)}
        {why !== null && state === 'paused' && <span className={classes['reason']}>{` · ${why}`}</span>}
      </span>
      {since !== undefined && <Timer since={since} className={classes['time'] ?? ''} />}
    </span>
  );
}
