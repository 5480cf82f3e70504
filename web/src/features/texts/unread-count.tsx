import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { conversationsQuery } from '@/lib/api/messages';

import classes from './texts.module.css';

/** How many of my texts nobody has read. */
export function UnreadCount() {
  const { t } = useTranslation('texts');
  const { data } = useInfiniteQuery(conversationsQuery('mine', true));
  const count = (data?.items ?? []).reduce((sum, one) => sum + one.unread, 0);
  if (count === 0) return null;
  return (
    <span className={classes['badge']} aria-label={t('unread_count', { count })} data-testid="text-count-unread">
      {count > 99 ? '99+' : count}
    </span>
  );
}
