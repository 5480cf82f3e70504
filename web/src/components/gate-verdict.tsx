import { Button, Collapse } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { GateDecision } from '@/lib/api/schema.gen';
import { dateTime } from '@/lib/format/format';

import classes from './gate-verdict.module.css';

function useNextLawful(decision: GateDecision): string | null {
  const { t } = useTranslation('common');
  if (decision.verdict === 'allow') return null;
  if (decision.next_lawful_at === null) return t('gate.never');
  const time = dateTime(decision.next_lawful_at, decision.time_zone);
  const mine = dateTime(decision.next_lawful_at);
  return time === mine ? t('gate.next_same', { time }) : t('gate.next', { time, mine });
}

/** The legal gate's word: may this number be called now, by which rules, and when if not. */
export function GateVerdict({ decision, expanded = false }: { decision: GateDecision; expanded?: boolean }) {
  const { t } = useTranslation('common');
  const [open, setOpen] = useState(expanded);
  const next = useNextLawful(decision);
  return (
    <div className={classes['gate']} data-verdict={decision.verdict}>
      <div className={classes['head']}>
        <span className={classes['word']}>
          {decision.verdict === 'allow' ? <IconCheck size={16} aria-hidden /> : <IconX size={16} aria-hidden />}
          {decision.verdict === 'allow' ? t('gate.allow') : t('gate.refuse')}
        </span>
        {decision.attempts_left_today !== null && (
          <span className={classes['attempts']}>{t('gate.attempts', { count: decision.attempts_left_today })}</span>
        )}
      </div>
      <p className={classes['summary']}>{decision.summary}</p>
      {next !== null && <p className={classes['next']}>{next}</p>}
      {!expanded && (
        <Button variant="subtle" size="compact-xs" onClick={() => setOpen((was) => !was)} aria-expanded={open}>
          {open ? t('gate.hide_rules') : t('gate.show_rules')}
        </Button>
      )}
      <Collapse expanded={open}>
        <ul className={classes['rules']} aria-label={t('gate.why')}>
          {decision.rules.map((rule) => (
            <li key={rule.id} data-verdict={rule.verdict}>
              {rule.verdict === 'allow' ? <IconCheck size={14} aria-hidden /> : <IconX size={14} aria-hidden />}
              <span>
                <span className="zx-visually-hidden">{rule.verdict === 'allow' ? t('gate.allow') : t('gate.refuse')}</span>
                {rule.explanation} <code className="zx-mono">{rule.id}</code>
              </span>
            </li>
          ))}
        </ul>
      </Collapse>
    </div>
  );
}
