import { Alert, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { Page } from '@/components/page';
import { ErrorState, Loading } from '@/components/states';
import { gsmQuery } from '@/lib/api/routing';
import type { GsmAuthorisation } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';
import { fullDateTime } from '@/lib/format/format';

import { AuthorisationForm } from './authorisation-form';

export function GsmPage() {
  const { t } = useTranslation('gsm');
  const query = useQuery(gsmQuery);
  return (
    <Page title={t('title')} description={t('description')}>
      {query.error && !query.data && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Loading rows={3} />}
      {query.data && <Authorisation now={query.data} />}
    </Page>
  );
}

function Authorisation({ now }: { now: GsmAuthorisation }) {
  const { t } = useTranslation(['gsm', 'common']);
  const mayEdit = useMay('routing.edit');
  return (
    <Stack gap="md" maw={640}>
      <Alert color={now.enabled ? 'leaf' : 'gray'} title={now.enabled ? t('on') : t('off')} data-testid="gsm-state" data-enabled={now.enabled}>
        {!now.enabled && <Text size="sm">{t('off_hint')}</Text>}
        {now.recorded_at !== null && <Text size="sm">{t('recorded', { who: now.recorded_by ?? '–', when: fullDateTime(now.recorded_at) })}</Text>}
      </Alert>
      {now.demo && <Alert color="honey">{t('demo')}</Alert>}
      {mayEdit ? (
        <AuthorisationForm key={String(now.enabled)} now={now} />
      ) : (
        <Stack gap={4}>
          <Text size="sm">{`${t('country')}: ${now.country ?? '–'}`}</Text>
          <Text size="sm">{`${t('reference')}: ${now.reference ?? '–'}`}</Text>
          <Text size="sm">{`${t('purposes')}: ${now.purposes.join(', ') || '–'}`}</Text>
          <Text size="sm" className="zx-muted">
            {t('read_only')}
          </Text>
        </Stack>
      )}
    </Stack>
  );
}
