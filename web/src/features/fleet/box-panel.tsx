import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { StatusBadge, type Tone } from '@/components/status-badge';
import type { Gateway, GatewayPort } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';
import { clockTime } from '@/lib/format/format';

import classes from './fleet.module.css';
import { clockOff } from './port-rules';
import { PortList } from './port-list';
import { Words } from './words';

const TONES: Record<Gateway['state'], Tone> = { up: 'good', down: 'bad', unknown: 'warn' };
const SIP_TONES: Record<Gateway['sip_state'], Tone> = { reachable: 'good', unreachable: 'bad', unknown: 'warn', disabled: 'quiet' };

interface Props {
  box: Gateway;
  /** Those of its ports that are to be seen. */
  ports: GatewayPort[];
  dense: boolean;
  onPort: (port: GatewayPort) => void;
  onCheck: () => void;
  onChange: () => void;
}

export function BoxPanel({ box, ports, dense, onPort, onCheck, onChange }: Props) {
  const { t } = useTranslation('fleet');
  const mayCheck = useMay('routing.check');
  const mayEdit = useMay('routing.edit');
  const off = clockOff(box);
  const facts = [
    [makerOf(box, t), box.model].filter(Boolean).join(' '),
    box.firmware === null ? null : t('firmware', { version: box.firmware }),
    box.serial === null ? null : t('serial', { serial: box.serial }),
    box.url,
    box.heard_at === null ? t('never_heard') : t('heard', { time: clockTime(box.heard_at) }),
    t('calls', { count: box.calls_now }),
  ];
  return (
    <section className={`zx-panel ${classes['box'] ?? ''}`} data-testid={`box-${box.name}`} data-state={box.state} aria-label={box.name}>
      <header className={classes['box_head']}>
        <div className={classes['box_name']}>
          <h2>{box.name}</h2>
          <StatusBadge tone={box.enabled ? TONES[box.state] : 'quiet'}>{box.enabled ? t(`state.${box.state}`) : t('state.disabled')}</StatusBadge>
          {box.enabled && <StatusBadge tone={SIP_TONES[box.sip_state]}>{t(`sip_state.${box.sip_state}`)}</StatusBadge>}
          {off !== null && <StatusBadge tone="warn">{t('clock_off', { seconds: off })}</StatusBadge>}
        </div>
        <div className={classes['box_acts']}>
          {mayCheck && (
            <Button size="compact-sm" variant="default" onClick={onCheck}>
              {t('check')}
            </Button>
          )}
          {mayEdit && (
            <Button size="compact-sm" variant="default" onClick={onChange}>
              {t('change')}
            </Button>
          )}
        </div>
        <p className={classes['box_facts']}>{facts.filter((fact) => fact !== null).join(' · ')}</p>
        <Words box={box} />
        {box.trouble !== null && <p className={classes['trouble']}>{box.trouble}</p>}
      </header>
      {ports.length === 0 ? (
        <p className={classes['box_facts']}>{t('no_ports')}</p>
      ) : (
        <PortList ports={ports} dense={dense} label={box.name} onOpen={onPort} />
      )}
    </section>
  );
}

const DRIVERS = ['dinstar', 'yeastar', 'generic'] as const;

/** A driver of a newer server goes by its own name. */
function makerOf(box: Gateway, t: ReturnType<typeof useTranslation<'fleet'>>['t']): string {
  const known = DRIVERS.find((one) => one === box.driver);
  return known ? t(`driver.${known}`) : box.driver;
}
