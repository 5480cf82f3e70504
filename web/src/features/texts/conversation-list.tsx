import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { TableSource } from '@/components/data-table';
import { EmptyState, ErrorState, Loading } from '@/components/states';
import { StatusBadge } from '@/components/status-badge';
import type { Conversation } from '@/lib/api/schema.gen';
import { dateTime, fullDateTime, phone } from '@/lib/format/format';

import classes from './texts.module.css';

interface Props {
  list: TableSource<Conversation>;
  opened: string | undefined;
  onOpen: (key: string) => void;
}

export function ConversationList({ list, opened, onOpen }: Props) {
  const { t } = useTranslation(['texts', 'common']);
  if (list.error != null && list.data === undefined) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <Loading rows={7} height={48} />;
  const items = list.data?.items ?? [];
  if (items.length === 0) return <EmptyState title={t('none')}>{t('none_hint')}</EmptyState>;
  return (
    <ul className={classes['list']} aria-label={t('conversations')}>
      {items.map((one) => (
        <li key={one.key}>
          <button
            type="button"
            className={classes['entry']}
            data-selected={one.key === opened || undefined}
            data-unread={one.unread > 0 || undefined}
            aria-current={one.key === opened || undefined}
            data-testid={`conversation-${one.key.replace('+', '')}`}
            onClick={() => onOpen(one.key)}
          >
            <span className={classes['who']}>{one.customer?.name ?? phone(one.phone_number)}</span>
            <time dateTime={one.last_at} title={fullDateTime(one.last_at)}>
              {dateTime(one.last_at)}
            </time>
            <span className={classes['last']}>
              {one.last && (one.last.direction === 'sent' ? t('you_wrote', { text: one.last.message }) : one.last.message)}
            </span>
            <span className={classes['owner']}>
              {one.owner?.name ?? t('nobody')} {one.opted_out && <StatusBadge tone="warn">{t('opted_out')}</StatusBadge>}
            </span>
            {one.unread > 0 && (
              <span className={classes['unread']} aria-label={t('unread_count', { count: one.unread })}>
                {one.unread}
              </span>
            )}
          </button>
        </li>
      ))}
      {list.hasNextPage === true && (
        <li>
          <Button fullWidth variant="subtle" size="xs" loading={list.isFetchingNextPage ?? false} onClick={() => void list.fetchNextPage?.()}>
            {t('common:load_more')}
          </Button>
        </li>
      )}
    </ul>
  );
}
