import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Customer } from '@/lib/api/schema.gen';
import { serverNow } from '@/lib/clock';
import { money, timeOfDay } from '@/lib/format/format';
import { languageName } from '@/lib/format/language';
import { isTimeZone } from '@/lib/format/zoned';

import classes from './borrower.module.css';

/** The wall clock where the borrower is. */
function LocalTime({ customer }: { customer: Customer }) {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 5_000);
    return () => clearInterval(timer);
  }, []);
  return <>{isTimeZone(customer.time_zone) ? timeOfDay(new Date(now), customer.time_zone) : customer.local_time}</>;
}

export function BorrowerHead({ customer }: { customer: Customer }) {
  const { t } = useTranslation('borrower');
  return (
    <header className={classes['head']}>
      <div className={classes['identity']}>
        <h1 data-testid="borrower-name">{customer.name}</h1>
        <span className="zx-muted">
          {[customer.external_id, customer.email].filter((part) => part !== null && part !== '').join(' · ')}
        </span>
      </div>
      <dl className={classes['facts']}>
        <div>
          <dt>{t('there')}</dt>
          <dd title={customer.time_zone}>
            <LocalTime customer={customer} />
          </dd>
        </div>
        <div>
          <dt>{t('language')}</dt>
          <dd>{languageName(customer.language)}</dd>
        </div>
        <div>
          <dt>{t('late')}</dt>
          <dd data-late={customer.days_past_due > 60 || undefined}>{t('days', { count: customer.days_past_due })}</dd>
        </div>
        <div data-big>
          <dt>{t('due_total')}</dt>
          <dd>{money(customer.amount_due, customer.currency)}</dd>
        </div>
      </dl>
    </header>
  );
}
