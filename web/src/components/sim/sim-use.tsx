import { useTranslation } from 'react-i18next';

import type { Sim } from '@/lib/api/schema.gen';
import { number } from '@/lib/format/format';

import { capLines, MEASURES, SPANS } from './caps';
import classes from './sim.module.css';
import { UseBar } from './use-bar';

/** What a SIM has used against what it may use, by day, billing month and rolling window. */
export function SimUseTable({ sim }: { sim: Sim }) {
  const { t } = useTranslation('common');
  const lines = capLines(sim);
  const hours = sim.limits.window_hours ?? 24;
  return (
    <>
      <table className={classes['caps']} data-testid="sim-use">
        <thead>
          <tr>
            <th scope="col">{t('sim.use')}</th>
            {SPANS.map((span) => (
              <th key={span} scope="col">
                {span === 'window' ? t('sim.window_hours', { hours }) : t(`sim.span.${span}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {MEASURES.map((measure) => (
            <tr key={measure}>
              <th scope="row">{t(`sim.measure_name.${measure}`)}</th>
              {SPANS.map((span) => {
                const line = lines.find((one) => one.measure === measure && one.span === span);
                return <td key={span}>{line && (line.cap === null ? number(line.used) : <UseBar line={line} />)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {sim.minutes_left !== null && <p className={classes['said']}>{t('sim.minutes_left', { minutes: number(sim.minutes_left) })}</p>}
    </>
  );
}
