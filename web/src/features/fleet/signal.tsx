import { useTranslation } from 'react-i18next';

import classes from './fleet.module.css';
import { bars } from './port-rules';

export function Signal({ csq, dbm }: { csq: number | null; dbm: number | null }) {
  const { t } = useTranslation('fleet');
  const lit = bars(csq);
  const words = lit === null ? t('signal_none') : t('signal', { csq, dbm });
  return (
    <span className={classes['signal']} role="img" aria-label={words} title={words} data-weak={(lit !== null && lit < 2) || undefined}>
      {[1, 2, 3, 4, 5].map((bar) => (
        <span key={bar} data-on={(lit !== null && bar <= lit) || undefined} />
      ))}
    </span>
  );
}
