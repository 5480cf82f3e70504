import { Modal, Stack, Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { History } from '@/components/sim/history';
import { SimCreditPanel } from '@/components/sim/sim-credit';
import { SimRest } from '@/components/sim/sim-rest';
import { SimUseTable } from '@/components/sim/sim-use';
import type { Sim } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';

import { SimForm } from './sim-form';

/** One SIM, wherever it sits: what it used, what it did, and what people decide about it. */
export function SimDialog({ sim, onClose }: { sim: Sim; onClose: () => void }) {
  const { t } = useTranslation('sims');
  const mayEdit = useMay('routing.edit');
  return (
    <Modal opened onClose={onClose} size="xl" title={t('one', { iccid: sim.iccid })}>
      <Tabs defaultValue="use" keepMounted={false}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="use">{t('tab.use')}</Tabs.Tab>
          <Tabs.Tab value="history">{t('tab.history')}</Tabs.Tab>
          {mayEdit && <Tabs.Tab value="edit">{t('tab.edit')}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="use">
          <Stack gap="md">
            <SimCreditPanel sim={sim} />
            <SimRest sim={sim} />
            <SimUseTable sim={sim} />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <History of={{ iccid: sim.iccid }} currency={sim.credit?.currency ?? sim.tariff?.currency ?? 'INR'} />
        </Tabs.Panel>
        {mayEdit && (
          <Tabs.Panel value="edit">
            <SimForm sim={sim} onDone={onClose} />
          </Tabs.Panel>
        )}
      </Tabs>
    </Modal>
  );
}
