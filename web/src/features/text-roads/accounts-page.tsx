import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Page } from '@/components/page';
import { EmptyState, ErrorState, Loading } from '@/components/states';
import type { SmscAccount } from '@/lib/api/schema.gen';
import { accountsQuery } from '@/lib/api/text-roads';
import { useMay } from '@/lib/auth/session';

import { AccountCard } from './account-card';
import { AccountForm } from './account-form';
import { PduList } from './pdu-list';
import classes from './text-roads.module.css';

/** SMS centres and HTTP senders: each account with its binds, as they are now. */
export function AccountsPage() {
  const { t } = useTranslation('text-roads');
  const accounts = useInfiniteQuery(accountsQuery);
  const mayEdit = useMay('text_roads.edit');
  const [edited, setEdited] = useState<SmscAccount | 'new' | null>(null);
  const [watched, setWatched] = useState<SmscAccount | null>(null);
  const items = accounts.data?.items ?? [];
  return (
    <Page title={t('account.title')} description={t('account.description')} actions={mayEdit && <Button onClick={() => setEdited('new')}>{t('account.new')}</Button>}>
      {accounts.error && !accounts.data && <ErrorState error={accounts.error} onRetry={() => void accounts.refetch()} />}
      {accounts.isPending && <Loading rows={3} height={160} />}
      {accounts.data && items.length === 0 && (
        <div className="zx-panel">
          <EmptyState title={t('account.empty')}>{t('account.empty_hint')}</EmptyState>
        </div>
      )}
      <div className={classes['cards']}>
        {items.map((account) => (
          <AccountCard key={account.id} account={account} onEdit={mayEdit ? () => setEdited(account) : undefined} onWatch={account.kind === 'smpp' ? () => setWatched(account) : undefined} />
        ))}
      </div>
      {edited !== null && <AccountForm account={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
      {watched && <PduList account={watched} onClose={() => setWatched(null)} />}
    </Page>
  );
}
