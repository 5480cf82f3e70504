import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { Findings } from '@/lib/api/schema.gen';

import classes from './fleet.module.css';

const STEPS = ['address', 'login', 'firmware', 'ports', 'sip', 'trunk', 'groups', 'prefixes', 'way back', 'check', 'read', 'gate', 'route', 'ringing', 'answer', 'number'] as const;

/** What a box answered, step by step, with what to do about it; in the server's own words. */
export function FindingsList({ found }: { found: Findings }) {
  const { t } = useTranslation('fleet');
  const name = (step: string) => {
    const known = STEPS.find((one) => one === step);
    return known ? t(`checks.step.${known}`) : step;
  };
  return (
    <div role="status">
      <ul className={classes['findings']} data-testid="findings" data-ok={found.ok}>
        {found.findings.map((one, index) => (
          <li key={index} data-step={one.step} data-ok={one.ok}>
            {one.ok ? <IconCircleCheck size={18} aria-label={t('checks.fine')} /> : <IconCircleX size={18} aria-label={t('checks.failed')} />}
            <strong>{name(one.step)}</strong>
            <div>
              <p>{one.detail}</p>
              {!one.ok && one.remedy !== null && <p className={classes['remedy']}>{t('checks.remedy', { what: one.remedy })}</p>}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
