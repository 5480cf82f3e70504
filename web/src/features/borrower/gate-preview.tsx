import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { GateVerdict } from '@/components/gate-verdict';
import { ErrorState } from '@/components/states';
import { gateQuery } from '@/lib/api/gate';

/** Why this number may or may not be called now, before anybody presses. */
export function GatePreview({ customerId, number }: { customerId: number; number: string }) {
  const { t } = useTranslation('borrower');
  const gate = useQuery(gateQuery({ customer_id: customerId, phone_number: number }));
  if (gate.error && !gate.data) return <ErrorState error={gate.error} onRetry={() => void gate.refetch()} />;
  if (!gate.data) return <Skeleton height={62} role="status" aria-label={t('may_call')} />;
  return (
    <div data-testid="gate-preview" data-verdict={gate.data.verdict} aria-label={t('may_call')} role="group">
      <GateVerdict decision={gate.data} />
    </div>
  );
}
