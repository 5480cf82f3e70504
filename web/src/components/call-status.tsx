import { useTranslation } from 'react-i18next';

import type { CallStatus } from '@/lib/api/schema.gen';

import { StatusBadge, type Tone } from './status-badge';

const TONES: Record<CallStatus, Tone> = {
  in_progress: 'info',
  answered: 'good',
  busy: 'warn',
  no_answer: 'warn',
  switched_off: 'warn',
  unallocated: 'bad',
  rejected: 'warn',
  congestion: 'bad',
  cancelled: 'quiet',
  missed: 'bad',
  failed: 'bad',
};

export function CallStatusBadge({ status }: { status: CallStatus }) {
  const { t } = useTranslation('common');
  return <StatusBadge tone={TONES[status]}>{t(`call_status.${status}`)}</StatusBadge>;
}
