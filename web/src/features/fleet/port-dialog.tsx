import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { priceText } from '@/components/price-text';
import type { Gateway, GatewayPort } from '@/lib/api/schema.gen';
import { duration, number, phone } from '@/lib/format/format';

import classes from './fleet.module.css';
import { portWord, trouble } from './port-rules';

/** All that is known of a port and the SIM in it. */
export function PortDialog({ box, port, onClose }: { box: Gateway; port: GatewayPort; onClose: () => void }) {
  const { t } = useTranslation('fleet');
  const { sim } = port;
  const own = sim?.phone_number ?? port.number;
  const facts = {
    state: t(portWord(port).word),
    why_out: trouble(port),
    said: port.said,
    network: port.network,
    operator: sim?.operator,
    signal: port.signal_csq === null ? null : t('signal', { csq: port.signal_csq, dbm: port.signal_dbm }),
    number: own == null ? null : phone(own),
    iccid: port.iccid ?? sim?.iccid,
    slot: port.slot === null ? null : String(port.slot + 1),
    attempts: sim && number(sim.attempts_today),
    asr: sim?.asr_pct == null ? null : `${t('percent', { value: number(sim.asr_pct) })} (${t('answered_of', { answered: sim.answered_today, attempts: sim.attempts_today })})`,
    talk: sim && duration(sim.seconds_today),
    acd: sim?.acd_s == null ? null : duration(sim.acd_s),
    price: sim && (sim.tariff ? priceText(sim.tariff) : t('no_price')),
  };
  return (
    <Modal opened onClose={onClose} title={t('port_of', { box: box.name, n: port.port + 1 })}>
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
    </Modal>
  );
}
