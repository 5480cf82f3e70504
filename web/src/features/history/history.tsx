import { Button } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { EmptyState, ErrorState, Loading } from '@/components/states';
import { historyQuery } from '@/lib/api/customers';
import { useMay } from '@/lib/auth/session';

import { HistoryEntry } from './history-entry';
import classes from './history.module.css';
import { NoteForm } from './note-form';

/** The right zone: every contact with the borrower, newest first. */
export function History({ customerId }: { customerId: number | undefined }) {
  const { t } = useTranslation('history');
  return (
    <section className={classes['zone']} aria-label={t('title')}>
      {customerId === undefined ? (
        <EmptyState icon={<IconHistory size={26} stroke={1.5} aria-hidden />} title={t('title')}>
          {t('choose')}
        </EmptyState>
      ) : (
        <Contacts key={customerId} customerId={customerId} />
      )}
    </section>
  );
}

function Contacts({ customerId }: { customerId: number }) {
  const { t } = useTranslation(['history', 'common']);
  const mayNote = useMay('borrowers.note');
  const query = useInfiniteQuery(historyQuery(customerId));
  return (
    <>
      {mayNote && <NoteForm customerId={customerId} />}
      <div className={classes['list']}>
        {query.error && !query.data && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
        {query.isPending && <Loading rows={5} height={54} />}
        {query.data?.items.length === 0 && <EmptyState title={t('empty')}>{t('empty_hint')}</EmptyState>}
        <ol className={classes['items']}>
          {query.data?.items.map((item) => (
            <HistoryEntry key={`${item.kind} ${item.call?.id ?? item.message?.id ?? item.at} ${item.promise?.id ?? item.callback?.id ?? ''}`} item={item} />
          ))}
        </ol>
        {query.hasNextPage && (
          <Button fullWidth variant="subtle" size="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('common:load_more')}
          </Button>
        )}
      </div>
    </>
  );
}
