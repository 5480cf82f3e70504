import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { Page } from '@/components/page';
import { ErrorState, Loading } from '@/components/states';
import { textRoutesQuery } from '@/lib/api/text-roads';
import { useMay } from '@/lib/auth/session';

import { RouteEditor } from './route-editor';

/** Which way a text takes: the first route that fits and can send. */
export function TextRoutesPage() {
  const { t } = useTranslation('text-roads');
  const routes = useQuery(textRoutesQuery);
  const mayEdit = useMay('text_roads.edit');
  return (
    <Page title={t('route.title')} description={t('route.description')}>
      {routes.error !== null && !routes.data && <ErrorState error={routes.error} onRetry={() => void routes.refetch()} />}
      {routes.isPending && <Loading rows={4} height={52} />}
      {routes.data && <RouteEditor key={routes.dataUpdatedAt} routes={routes.data} readOnly={!mayEdit} />}
    </Page>
  );
}
