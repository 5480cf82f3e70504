import { useTranslation } from 'react-i18next';

import { StatusBadge } from '@/components/status-badge';
import type { GatewayPort } from '@/lib/api/schema.gen';
import { duration, phone } from '@/lib/format/format';

import classes from './fleet.module.css';
import { portWord, trouble } from './port-rules';
import { Signal } from './signal';

/** One port of a box, as the box and our own book tell of it. */
export function PortTile({ port, onOpen }: { port: GatewayPort; onOpen: () => void }) {
  const { t } = useTranslation('fleet');
  const { word, tone } = portWord(port);
  const why = trouble(port);
  const { sim } = port;
  const number = sim?.phone_number ?? port.number;
  return (
    <li>
      <button type="button" className={classes['tile']} data-tone={tone} data-testid={`port-${port.port}`} data-word={word} onClick={onOpen}>
        <span className={classes['tile_head']}>
          <strong>{t('port', { n: port.port + 1 })}</strong>
          <Signal csq={port.signal_csq} dbm={port.signal_dbm} />
        </span>
        <span className={classes['tile_row']}>
          <StatusBadge tone={tone}>{t(word)}</StatusBadge>
          <span className={classes['operator']}>{port.network ?? sim?.operator ?? ''}</span>
        </span>
        <span className={classes['number']}>{number == null ? '–' : phone(number)}</span>
        {why === null ? (
          <span className={classes['use']}>
            {sim && sim.attempts_today > 0
              ? t('use', { talk: duration(sim.seconds_today), answered: sim.answered_today, attempts: sim.attempts_today })
              : t('unused')}
          </span>
        ) : (
          <span className={classes['why']} title={why}>
            {why}
          </span>
        )}
      </button>
    </li>
  );
}
