import { SegmentedControl, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { Amounts } from './upload';

interface Props {
  value: Amounts;
  onChange: (amounts: Amounts) => void;
}

/** Whether 5000 is five thousand rupees or fifty: nobody but the lender knows. */
export function AmountsChoice({ value, onChange }: Props) {
  const { t } = useTranslation('imports');
  return (
    <div>
      <Text size="sm" fw={500} mb={4} id="amounts-label">
        {t('amounts')}
      </Text>
      <SegmentedControl
        size="sm"
        aria-labelledby="amounts-label"
        value={value}
        onChange={onChange}
        data={[
          { value: 'major', label: t('amounts_major') },
          { value: 'minor', label: t('amounts_minor') },
        ]}
      />
    </div>
  );
}
