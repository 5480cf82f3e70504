import { useTranslation } from 'react-i18next';

import { EmptyState } from '@/components/states';
import { StatusBadge } from '@/components/status-badge';
import type { Customer } from '@/lib/api/schema.gen';
import { date, money } from '@/lib/format/format';

import classes from './borrower.module.css';

export function Loans({ customer }: { customer: Customer }) {
  const { t } = useTranslation('borrower');
  return (
    <section className={classes['section']} aria-label={t('loans')}>
      <h2>{t('loans')}</h2>
      {customer.loans.length === 0 ? (
        <EmptyState title={t('no_loans')}>{t('no_loans_hint')}</EmptyState>
      ) : (
        <div className={classes['scroll']}>
          <table className={classes['loans']}>
            <thead>
              <tr>
                <th scope="col">{t('loan_number')}</th>
                <th scope="col">{t('product')}</th>
                <th scope="col" data-minor>{t('branch')}</th>
                <th scope="col" data-minor>{t('due_since')}</th>
                <th scope="col">{t('late')}</th>
                <th scope="col" data-right>
                  {t('amount_due')}
                </th>
              </tr>
            </thead>
            <tbody>
              {customer.loans.map((loan) => (
                <tr key={loan.id}>
                  <td>{loan.loan_number}</td>
                  <td>{loan.product}</td>
                  <td data-minor>{loan.branch}</td>
                  <td data-minor>{loan.due_date === null ? '–' : date(loan.due_date)}</td>
                  <td>
                    <StatusBadge tone={loan.days_past_due > 60 ? 'bad' : loan.days_past_due > 0 ? 'warn' : 'quiet'}>
                      {t('days', { count: loan.days_past_due })}
                    </StatusBadge>
                  </td>
                  <td data-right>{money(loan.amount_due, loan.currency)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
