import { Tabs } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { History } from '@/features/history/history';
import { BorrowerTexts } from '@/features/texts/borrower-texts';
import { useHotkey } from '@/lib/hotkeys/hotkeys';

import classes from './contacts.module.css';

type Side = 'history' | 'texts';

/** The right zone: all contacts, or the conversation by text with its next one. */
export function Contacts({ customerId }: { customerId: number | undefined }) {
  const { t } = useTranslation('app');
  const [side, setSide] = useState<Side>('history');
  useHotkey('text', () => setSide('texts'), customerId !== undefined && side !== 'texts');
  if (customerId === undefined) return <History customerId={undefined} />;
  return (
    <Tabs className={classes['contacts'] ?? ''} value={side} keepMounted={false} onChange={(value) => setSide(value === 'texts' ? 'texts' : 'history')}>
      <Tabs.List grow aria-label={t('contacts.label')}>
        <Tabs.Tab value="history">{t('contacts.history')}</Tabs.Tab>
        <Tabs.Tab value="texts" data-testid="tab-texts">
          {t('contacts.texts')}
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="history" className={classes['panel'] ?? ''}>
        <History customerId={customerId} />
      </Tabs.Panel>
      <Tabs.Panel value="texts" className={classes['panel'] ?? ''}>
        <BorrowerTexts key={customerId} customerId={customerId} />
      </Tabs.Panel>
    </Tabs>
  );
}
