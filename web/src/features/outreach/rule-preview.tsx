import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { ErrorState, Loading } from '@/components/states';
import { api, unwrap } from '@/lib/api/client';
import type { MessageRule } from '@/lib/api/schema.gen';

import { PlanView } from './plan-view';

/** Who would get it today. Nothing is sent. */
export function RulePreview({ rule, onClose }: { rule: MessageRule; onClose: () => void }) {
  const { t } = useTranslation('outreach');
  const plan = useQuery({
    queryKey: ['message-rules', 'plan', rule.id],
    gcTime: 0,
    staleTime: Infinity,
    queryFn: ({ signal }) => unwrap(api.POST('/api/v1/message-rules/{id}/preview', { params: { path: { id: rule.id } }, signal })),
  });
  return (
    <Modal opened onClose={onClose} size="xl" title={t('rule.preview_title', { name: rule.name })}>
      {plan.error !== null && !plan.data && <ErrorState error={plan.error} onRetry={() => void plan.refetch()} />}
      {plan.isPending && <Loading rows={6} />}
      {plan.data && <PlanView plan={plan.data} />}
    </Modal>
  );
}
