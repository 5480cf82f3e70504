import { IconPhoneIncoming } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { EmptyState } from '@/components/states';
import { phone } from '@/lib/format/format';

export function UnknownCaller({ number }: { number: string }) {
  const { t } = useTranslation('borrower');
  return (
    <EmptyState icon={<IconPhoneIncoming size={30} stroke={1.5} aria-hidden />} title={t('unknown_title')}>
      {t('unknown_hint', { number: phone(number) })}
    </EmptyState>
  );
}
