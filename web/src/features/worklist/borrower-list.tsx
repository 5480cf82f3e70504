import { Button, Text } from '@mantine/core';
import { IconPhone, IconUsers } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { errorText } from '@/components/error-text';
import { notifyError } from '@/components/notify';
import { EmptyState, ErrorState, Loading } from '@/components/states';
import { customersQuery } from '@/lib/api/customers';
import { useDial, useDialBlock } from '@/lib/dial';
import { phone, shortMoney } from '@/lib/format/format';

import classes from './worklist.module.css';

interface Props {
  q: string;
  selected: number | undefined;
  onSelect: (customerId: number) => void;
}

export function BorrowerList({ q, selected, onSelect }: Props) {
  const { t } = useTranslation(['worklist', 'common']);
  const query = useInfiniteQuery({ ...customersQuery(q), placeholderData: keepPreviousData });
  if (query.error && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Loading rows={8} height={50} />;
  if (query.data.items.length === 0) {
    return q === '' ? (
      <EmptyState icon={<IconUsers aria-hidden />} title={t('no_borrowers')}>
        {t('no_borrowers_hint')}
      </EmptyState>
    ) : (
      <NobodyFound q={q} />
    );
  }
  return (
    <>
      <ul className={classes['rows']}>
        {query.data.items.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              className={classes['row']}
              aria-current={one.id === selected || undefined}
              data-testid={`customer-row-${one.id}`}
              onClick={() => onSelect(one.id)}
            >
              <span className={classes['name']}>{one.name}</span>
              <span className={classes['due']}>{shortMoney(one.amount_due, one.currency)}</span>
              <span className={classes['meta']}>{phone(one.phone_number)}</span>
              <span className={classes['late']} data-late={one.days_past_due > 60 || undefined}>
                {one.days_past_due > 0 ? t('dpd', { count: one.days_past_due }) : t('not_late')}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button fullWidth variant="subtle" size="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('common:load_more')}
        </Button>
      )}
    </>
  );
}

/** A number nobody has may still be called: by the same road, through the same gate. */
function NobodyFound({ q }: { q: string }) {
  const { t } = useTranslation(['worklist', 'common']);
  const dial = useDial();
  const block = useDialBlock();
  const digits = q.replace(/[\s()-]/g, '');
  const dialable = /^\+?\d{8,15}$/.test(digits);
  return (
    <>
      <EmptyState title={t('none_found', { q })}>{t('none_found_hint')}</EmptyState>
      {dialable && (
        <div className={classes['typed']}>
          <Button
            leftSection={<IconPhone size={16} aria-hidden />}
            disabled={block !== null}
            loading={dial.isPending}
            onClick={() => dial.mutate({ phone_number: digits }, { onError: (error) => notifyError(errorText(error)) })}
          >
            {t('call_typed', { number: q })}
          </Button>
          <Text size="xs" className="zx-muted">
            {t('call_typed_hint')}
          </Text>
        </div>
      )}
    </>
  );
}
