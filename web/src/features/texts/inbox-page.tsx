import { SegmentedControl, Switch } from '@mantine/core';
import { IconMessages } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { Page } from '@/components/page';
import { EmptyState } from '@/components/states';
import { conversationsQuery } from '@/lib/api/messages';
import { useMay } from '@/lib/auth/session';

import { ConversationList } from './conversation-list';
import { ConversationPane } from './conversation-pane';
import type { InboxSearch } from './inbox-search';
import classes from './texts.module.css';

interface Props {
  search: InboxSearch;
  onSearch: (search: InboxSearch) => void;
  onOpenCustomer: ((id: number) => void) | undefined;
}

/** Every conversation, the latest first; strangers apart. */
export function InboxPage({ search, onSearch, onOpenCustomer }: Props) {
  const { t } = useTranslation('texts');
  const seesTeam = useMay('texts.team');
  const scope = search.scope ?? (seesTeam ? 'team' : 'mine');
  const unread = search.unread === true;
  const list = useInfiniteQuery(conversationsQuery(scope, unread));
  const scopes = seesTeam ? (['team', 'mine', 'unknown'] as const) : (['mine', 'unknown'] as const);
  const opened = list.data?.items.find((one) => one.key === search.open);
  return (
    <Page title={t('inbox')} description={t('inbox_description')}>
      <div className={classes['inbox']}>
        <div className="zx-panel">
          <div className={classes['filters']}>
            <SegmentedControl
              size="xs"
              aria-label={t('whose')}
              value={scope}
              data={scopes.map((value) => ({ value, label: t(`scope.${value}`) }))}
              onChange={(value) => onSearch({ ...search, scope: value, open: undefined })}
            />
            <Switch size="xs" label={t('only_unread')} checked={unread} onChange={(event) => onSearch({ ...search, unread: event.currentTarget.checked || undefined })} />
          </div>
          <ConversationList list={list} opened={search.open} onOpen={(key) => onSearch({ ...search, open: key })} />
        </div>
        <div className="zx-panel">
          {search.open === undefined ? (
            <EmptyState icon={<IconMessages size={30} stroke={1.5} aria-hidden />} title={t('choose')}>
              {t('choose_hint')}
            </EmptyState>
          ) : (
            <ConversationPane key={search.open} thread={search.open} conversation={opened} onMoved={(key) => onSearch({ ...search, open: key })} onOpenCustomer={onOpenCustomer} />
          )}
        </div>
      </div>
    </Page>
  );
}
