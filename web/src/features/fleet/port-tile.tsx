import { useTranslation } from 'react-i18next';

import { fullest } from '@/components/sim/caps';
import { creditText } from '@/components/sim/sim-credit';
import { UseBar } from '@/components/sim/use-bar';
import { StatusBadge } from '@/components/status-badge';
import type { GatewayPort, Sim } from '@/lib/api/schema.gen';
import { duration, number, phone } from '@/lib/format/format';

import classes from './fleet.module.css';
import { portWord, trouble } from './port-rules';
import { Signal } from './signal';

interface Props {
  port: GatewayPort;
  dense: boolean;
  /** The one tile of the list that Tab stops at. */
  isStop: boolean;
  onFocus: () => void;
  onOpen: () => void;
}

type Words = ReturnType<typeof useTranslation<'fleet'>>['t'];

function usedToday(sim: Sim, t: Words): string {
  const calls = sim.attempts_today > 0 ? t('use', { talk: duration(sim.seconds_today), answered: sim.answered_today, attempts: sim.attempts_today }) : '';
  const texts = sim.use.today.texts > 0 ? t('use_texts', { texts: number(sim.use.today.texts) }) : '';
  return [calls, texts].filter((one) => one !== '').join(' · ');
}

/** One port of a box, as the box and our own book tell of it. */
export function PortTile({ port, dense, isStop, onFocus, onOpen }: Props) {
  const { t } = useTranslation('fleet');
  const { word, tone } = portWord(port);
  const why = trouble(port);
  const { sim } = port;
  const own = sim?.phone_number ?? port.number;
  const cap = sim && fullest(sim);
  const used = sim === null ? '' : usedToday(sim, t);
  const operator = port.network ?? sim?.operator ?? '';
  const button = {
    type: 'button' as const,
    className: classes['tile'],
    'data-tone': tone,
    'data-testid': `port-${port.port}`,
    'data-word': word,
    tabIndex: isStop ? 0 : -1,
    onFocus,
    onClick: onOpen,
  };
  if (dense) {
    const words = [t('port', { n: port.port + 1 }), t(word), operator, own == null ? '' : phone(own), why ?? ''].filter((one) => one !== '').join(', ');
    return (
      <li>
        <button {...button} title={words}>
          <span className={classes['tile_head']}>
            <strong>{port.port + 1}</strong>
            <Signal csq={port.signal_csq} dbm={port.signal_dbm} />
          </span>
          <span className={classes['operator']}>{operator === '' ? '–' : operator}</span>
          <span className={classes['dense_word']} data-tone={tone}>
            {t(word)}
          </span>
          {cap?.share != null && <UseBar line={cap} barOnly />}
        </button>
      </li>
    );
  }
  return (
    <li>
      <button {...button}>
        <span className={classes['tile_head']}>
          <strong>{t('port', { n: port.port + 1 })}</strong>
          <Signal csq={port.signal_csq} dbm={port.signal_dbm} />
        </span>
        <span className={classes['tile_row']}>
          <StatusBadge tone={tone}>{t(word)}</StatusBadge>
          <span className={classes['operator']}>{operator}</span>
        </span>
        <span className={classes['number']}>{own == null ? '–' : phone(own)}</span>
        {why !== null && (
          <span className={classes['why']} title={why}>
            {why}
          </span>
        )}
        {sim && (
          <span className={classes['use']}>
            {cap ? <UseBar line={cap} brief /> : <span>{used === '' ? t('unused') : used}</span>}
            <span className={classes['tile_row']}>
              <span title={t('asr_acd')}>
                {sim.asr_pct === null ? '–' : t('percent', { value: number(Math.round(sim.asr_pct)) })} · {sim.acd_s === null ? '–' : duration(sim.acd_s)}
              </span>
              <span>{sim.credit && creditText(sim.credit, '?', '')}</span>
            </span>
          </span>
        )}
      </button>
    </li>
  );
}
