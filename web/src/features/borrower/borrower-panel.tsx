import { IconUserSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { EmptyState, ErrorState, Loading } from '@/components/states';
import { customerQuery } from '@/lib/api/customers';

import { Agreements } from './agreements';
import classes from './borrower.module.css';
import { BorrowerHead } from './borrower-head';
import { Loans } from './loans';
import { Numbers } from './numbers';

/** The centre of the desk: who the borrower is, what is owed, which numbers may be called. */
export function BorrowerPanel({ customerId }: { customerId: number }) {
  const query = useQuery(customerQuery(customerId));
  if (query.error && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Loading rows={6} height={56} />;
  const customer = query.data;
  return (
    <article className={classes['borrower']} aria-label={customer.name}>
      <BorrowerHead customer={customer} />
      <Numbers key={customer.id} customer={customer} />
      <Loans customer={customer} />
      <Agreements customer={customer} />
    </article>
  );
}

export function NoBorrower() {
  const { t } = useTranslation('borrower');
  return (
    <EmptyState icon={<IconUserSearch size={30} stroke={1.5} aria-hidden />} title={t('none')}>
      {t('none_hint')}
    </EmptyState>
  );
}
