import { useTranslation } from 'react-i18next';

import { useLive } from '@/lib/events/live-store';

import classes from './alert-count.module.css';

/** How many alerts wait for somebody; red when one of them is critical. */
export function AlertCount() {
  const { t } = useTranslation('alerts');
  const alerts = useLive((live) => live.alerts);
  const open = alerts.filter((alert) => alert.state === 'open');
  if (open.length === 0) return null;
  return (
    <span className={classes['count']} data-critical={open.some((alert) => alert.severity === 'critical')} aria-label={t('open_count', { count: open.length })} data-testid="alert-count">
      {open.length > 99 ? '99+' : open.length}
    </span>
  );
}
