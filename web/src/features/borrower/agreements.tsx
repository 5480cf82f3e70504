import { useTranslation } from 'react-i18next';

import { StatusBadge } from '@/components/status-badge';
import type { Customer } from '@/lib/api/schema.gen';
import { date, dateTime, money } from '@/lib/format/format';

import classes from './borrower.module.css';

/** What stands between us and the borrower: the open promise and the next callback. */
export function Agreements({ customer }: { customer: Customer }) {
  const { t } = useTranslation('borrower');
  const { open_promise: promise, next_callback: callback } = customer;
  return (
    <section className={classes['pair']}>
      <div>
        <h2>{t('promise')}</h2>
        {promise ? (
          <p>
            {t('promise_is', { amount: money(promise.amount, promise.currency), date: date(promise.due_date) })}{' '}
            <StatusBadge tone={promise.state === 'broken' ? 'bad' : promise.state === 'kept' ? 'good' : 'info'}>
              {t(`promise_state.${promise.state}`)}
            </StatusBadge>
          </p>
        ) : (
          <p className="zx-muted">{t('no_promise')}</p>
        )}
      </div>
      <div>
        <h2>{t('callback')}</h2>
        {callback ? (
          <p>
            {t('callback_is', { time: dateTime(callback.due_at, customer.time_zone) })}
            {callback.note !== null && callback.note !== '' && <span className="zx-muted">{` · ${callback.note}`}</span>}
          </p>
        ) : (
          <p className="zx-muted">{t('no_callback')}</p>
        )}
      </div>
      <p className={`zx-muted ${classes['hint'] ?? ''}`}>{t('record_hint')}</p>
    </section>
  );
}
