import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { Page } from '@/components/page';
import { ErrorState, Loading } from '@/components/states';
import { alertSettingsQuery } from '@/lib/api/alerts';

import { DeliveryForm } from './delivery-form';

export function DeliveryPage() {
  const { t } = useTranslation('alerts');
  const query = useQuery(alertSettingsQuery);
  return (
    <Page title={t('delivery.title')} description={t('delivery.description')}>
      {query.error && !query.data && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Loading rows={6} />}
      {query.data && <DeliveryForm key={query.dataUpdatedAt} settings={query.data} />}
    </Page>
  );
}
