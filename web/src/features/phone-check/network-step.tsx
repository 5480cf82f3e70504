import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { usePhoneStatus } from '@/lib/softphone/phone-store';

import { Step } from './step';

export function NetworkStep() {
  const { t } = useTranslation('phone-check');
  const status = usePhoneStatus();
  return (
    <Step title={t('network')} done={status === 'registered'}>
      <Text size="sm" role="status">
        {t(`network_${status}`)}
      </Text>
    </Step>
  );
}
