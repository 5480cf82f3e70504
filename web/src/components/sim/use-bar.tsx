import { useTranslation } from 'react-i18next';

import { number } from '@/lib/format/format';

import { type CapLine, capTone } from './caps';
import classes from './sim.module.css';

/** How much of a cap is used: the words carry it, the bar helps. */
export function UseBar({ line, brief = false, barOnly = false }: { line: CapLine; brief?: boolean; barOnly?: boolean }) {
  const { t } = useTranslation('common');
  const used = number(line.used);
  const words =
    line.cap === null
      ? t('sim.used', { used, what: t(`sim.measure.${line.measure}`) })
      : t('sim.used_of', { used, cap: number(line.cap), what: t(`sim.measure.${line.measure}`), span: t(`sim.span.${line.span}`) });
  return (
    <span className={classes['use']} title={barOnly ? words : undefined}>
      {line.share !== null && (
        <span className={classes['bar']} data-tone={capTone(line.share)} aria-hidden>
          <span style={{ width: `${Math.min(100, Math.round(line.share * 100))}%` }} />
        </span>
      )}
      <span className={barOnly ? classes['hidden'] : brief ? classes['brief'] : undefined} title={words}>
        {words}
      </span>
    </span>
  );
}
