import { useTranslation } from 'react-i18next';

import type { MessageStatus } from '@/lib/api/schema.gen';

import { StatusBadge, type Tone } from './status-badge';

const TONES: Record<MessageStatus, Tone> = {
  queued: 'info',
  refused: 'bad',
  submitted: 'info',
  accepted: 'info',
  delivered: 'good',
  failed: 'bad',
  expired: 'warn',
  unknown: 'warn',
  cancelled: 'quiet',
  received: 'quiet',
};

export function MessageStatusBadge({ status }: { status: MessageStatus }) {
  const { t } = useTranslation('common');
  return (
    <span title={t(`text.status_hint.${status}`)}>
      <StatusBadge tone={TONES[status]}>{t(`text.status.${status}`)}</StatusBadge>
    </span>
  );
}
