import { SegmentedControl } from '@mantine/core';
import { IconCalendarTime } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { EmptyState, ErrorState, Loading } from '@/components/states';
import { callbacksQuery } from '@/lib/api/customers';
import { serverNow } from '@/lib/clock';
import { dateTime, phone } from '@/lib/format/format';

import classes from './worklist.module.css';

interface Props {
  selected: number | undefined;
  onSelect: (customerId: number) => void;
}

export function CallbackList({ selected, onSelect }: Props) {
  const { t } = useTranslation('worklist');
  const [scope, setScope] = useState<'mine' | 'team'>('mine');
  const query = useInfiniteQuery({ ...callbacksQuery(scope), refetchInterval: 60_000 });
  const now = serverNow();
  return (
    <>
      <SegmentedControl
        size="xs"
        mx="sm"
        aria-label={t('scope')}
        value={scope}
        onChange={(value) => setScope(value)}
        data={[
          { value: 'mine', label: t('mine') },
          { value: 'team', label: t('team') },
        ]}
      />
      {query.error && !query.data && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Loading rows={4} height={50} />}
      {query.data?.items.length === 0 && (
        <EmptyState icon={<IconCalendarTime aria-hidden />} title={t('no_callbacks')}>
          {t('no_callbacks_hint')}
        </EmptyState>
      )}
      <ul className={classes['rows']}>
        {query.data?.items.map((one) => (
          <li key={one.id}>
            <button type="button" className={classes['row']} aria-current={one.customer_id === selected || undefined} onClick={() => onSelect(one.customer_id)}>
              <span className={classes['name']}>{one.customer_name}</span>
              <span className={classes['due']}>{dateTime(one.due_at)}</span>
              <span className={classes['meta']}>{phone(one.phone_number)}</span>
              <span className={classes['late']} data-late={Date.parse(one.due_at) < now || undefined}>
                {Date.parse(one.due_at) < now ? t('overdue') : t('due_there', { time: one.due_local.slice(11) })}
              </span>
              {one.note !== null && one.note !== '' && <span className={classes['note']}>{one.note}</span>}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
