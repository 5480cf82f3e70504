import { IconMessages } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { EmptyState, ErrorState, Loading } from '@/components/states';
import { customerQuery } from '@/lib/api/customers';
import { useMay } from '@/lib/auth/session';

import { Composer } from './composer';
import classes from './texts.module.css';
import { Thread } from './thread';

/** Beside the calls: what was written to the borrower and what they answered, and the next text. */
export function BorrowerTexts({ customerId }: { customerId: number }) {
  const { t } = useTranslation('texts');
  const maySend = useMay('texts.send');
  const customer = useQuery(customerQuery(customerId));
  const thread = `c${customerId}`;
  if (customer.error && !customer.data) return <ErrorState error={customer.error} onRetry={() => void customer.refetch()} />;
  if (!customer.data) return <Loading rows={4} height={54} />;
  const number = customer.data.phones[0]?.phone_number;
  return (
    <section className={classes['zone']} aria-label={t('texts_with', { name: customer.data.name })}>
      <Thread thread={thread} />
      {maySend && number !== undefined && <Composer key={thread} thread={thread} customerId={customerId} number={number} />}
      {number === undefined && <EmptyState icon={<IconMessages size={26} stroke={1.5} aria-hidden />} title={t('no_number')} />}
    </section>
  );
}
