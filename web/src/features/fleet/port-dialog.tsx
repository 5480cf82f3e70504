import { Modal, Stack, Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { priceText } from '@/components/price-text';
import { History } from '@/components/sim/history';
import { SimCreditPanel } from '@/components/sim/sim-credit';
import { SimRest } from '@/components/sim/sim-rest';
import { SimUseTable } from '@/components/sim/sim-use';
import type { Gateway, GatewayPort } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';
import { duration, number, phone } from '@/lib/format/format';

import classes from './fleet.module.css';
import { PlaceSim } from './place-sim';
import { PortActions } from './port-actions';
import { portWord, trouble } from './port-rules';

/** All that is known of a port and the SIM in it, what it did, and what can be done to it. */
export function PortDialog({ box, port, onClose }: { box: Gateway; port: GatewayPort; onClose: () => void }) {
  const { t } = useTranslation('fleet');
  const mayAct = useMay('routing.check');
  const { sim } = port;
  const mayEnter = useMay('routing.edit') && sim === null && port.iccid === null && port.state !== 'no_sim';
  return (
    <Modal opened onClose={onClose} size="xl" title={t('port_of', { box: box.name, n: port.port + 1 })}>
      <Tabs defaultValue="facts" keepMounted={false}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="facts">{t('tab.facts')}</Tabs.Tab>
          {sim && <Tabs.Tab value="sim">{t('tab.sim')}</Tabs.Tab>}
          <Tabs.Tab value="history">{t('tab.history')}</Tabs.Tab>
          {mayAct && <Tabs.Tab value="act">{t('tab.act')}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="facts">
          <Facts port={port} />
          {mayEnter && <PlaceSim box={box} port={port} />}
        </Tabs.Panel>
        {sim && (
          <Tabs.Panel value="sim">
            <Stack gap="md">
              <SimCreditPanel sim={sim} />
              <SimRest sim={sim} />
              <SimUseTable sim={sim} />
            </Stack>
          </Tabs.Panel>
        )}
        <Tabs.Panel value="history">
          <History of={sim ? { iccid: sim.iccid } : { box: box.id, port: port.port }} currency={sim?.credit?.currency ?? sim?.tariff?.currency ?? 'INR'} />
        </Tabs.Panel>
        {mayAct && (
          <Tabs.Panel value="act">
            <PortActions box={box} port={port} />
          </Tabs.Panel>
        )}
      </Tabs>
    </Modal>
  );
}

function Facts({ port }: { port: GatewayPort }) {
  const { t } = useTranslation('fleet');
  const { sim } = port;
  const own = sim?.phone_number ?? port.number;
  const percent = (asr: number, answered: number, attempts: number) => `${t('percent', { value: number(asr) })} (${t('answered_of', { answered, attempts })})`;
  const facts = {
    state: t(portWord(port).word),
    why_out: trouble(port),
    said: port.said,
    network: port.network,
    operator: sim?.operator,
    plan: sim?.plan,
    signal: port.signal_csq === null ? null : t('signal', { csq: port.signal_csq, dbm: port.signal_dbm }),
    number: own == null ? null : phone(own),
    iccid: port.iccid ?? sim?.iccid,
    slot: port.slot === null ? null : String(port.slot + 1),
    attempts: sim && number(sim.attempts_today),
    asr: sim?.asr_pct == null ? null : percent(sim.asr_pct, sim.answered_today, sim.attempts_today),
    talk: sim && duration(sim.seconds_today),
    acd: sim?.acd_s == null ? null : duration(sim.acd_s),
    texts: sim && t('texts_to', { texts: number(sim.use.today.texts), count: sim.use.today.recipients }),
    port_asr: port.asr_pct === null ? null : percent(port.asr_pct, port.answered_today, port.attempts_today),
    price: sim && (sim.tariff ? priceText(sim.tariff) : t('no_price')),
  };
  return (
    <dl className={classes['facts']} data-testid="port-facts">
      {Object.entries(facts).map(([key, value]) =>
        value == null ? null : (
          <div key={key} data-fact={key}>
            <dt>{t(`fact.${key as keyof typeof facts}`)}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
