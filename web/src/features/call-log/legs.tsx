import { useTranslation } from 'react-i18next';

import type { Leg } from '@/lib/api/schema.gen';
import { phone } from '@/lib/format/format';

import classes from './call-log.module.css';

export function Legs({ legs }: { legs: Leg[] }) {
  const { t } = useTranslation('call-log');
  const ms = (value: number | null | undefined) => (value == null ? '–' : t('detail.ms', { value: Math.round(value) }));
  const heads = ['role', 'endpoint', 'leg_state', 'leg_cause', 'sip', 'jitter', 'loss', 'round_trip', 'mos'] as const;
  return (
    <div className={classes['scroll']}>
      <table className={classes['legs']}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {t(`detail.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {legs.map((leg) => (
            <tr key={leg.id}>
              <td>{t(`detail.roles.${leg.role}`)}</td>
              <td>{phone(leg.endpoint)}</td>
              <td>{t(`detail.leg_states.${leg.state}`)}</td>
              <td>{[leg.cause_q850, leg.cause_text].filter((part) => part !== null).join(' ') || '–'}</td>
              <td>{leg.sip_status ?? '–'}</td>
              <td>{ms(leg.quality?.jitter_ms)}</td>
              <td>{leg.quality?.loss_pct == null ? '–' : t('detail.percent', { value: leg.quality.loss_pct.toFixed(1) })}</td>
              <td>{ms(leg.quality?.round_trip_ms)}</td>
              <td>{leg.quality?.mos == null ? '–' : leg.quality.mos.toFixed(1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
