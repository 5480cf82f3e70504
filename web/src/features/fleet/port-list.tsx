import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { GatewayPort } from '@/lib/api/schema.gen';

import classes from './fleet.module.css';
import { PortTile } from './port-tile';
import { nextFocus } from './roving';

interface Props {
  ports: GatewayPort[];
  dense: boolean;
  label: string;
  onOpen: (port: GatewayPort) => void;
}

/** The ports of a box: one stop of the Tab key, the arrows go from port to port as they lie on the screen. */
export function PortList({ ports, dense, label, onOpen }: Props) {
  const { t } = useTranslation('fleet');
  const [current, setCurrent] = useState(0);
  const stop = Math.min(current, ports.length - 1);
  const move = (event: KeyboardEvent<HTMLUListElement>) => {
    const tiles = [...event.currentTarget.querySelectorAll<HTMLElement>('button')];
    const at = tiles.findIndex((tile) => tile === document.activeElement);
    if (at < 0) return;
    const to = nextFocus(
      event.key,
      at,
      tiles.map((tile) => ({ left: tile.offsetLeft, top: tile.offsetTop })),
    );
    if (to === null) return;
    event.preventDefault();
    setCurrent(to);
    tiles[to]?.focus();
  };
  return (
    // The list only hears the keys of the buttons in it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <ul className={classes['ports']} data-dense={dense || undefined} aria-label={t('ports_of', { box: label })} onKeyDown={move}>
      {ports.map((port, index) => (
        <PortTile key={port.port} port={port} dense={dense} isStop={index === stop} onFocus={() => setCurrent(index)} onOpen={() => onOpen(port)} />
      ))}
    </ul>
  );
}
