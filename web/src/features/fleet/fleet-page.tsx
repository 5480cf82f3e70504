import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Page } from '@/components/page';
import { EmptyState, ErrorState, Loading } from '@/components/states';
import { gatewaysQuery } from '@/lib/api/routing';
import type { Gateway } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';
import { number } from '@/lib/format/format';
import { KEYS, useHotkey } from '@/lib/hotkeys/hotkeys';

import { BoxForm } from './box-form';
import { BoxPanel } from './box-panel';
import { CheckDialog } from './check-dialog';
import classes from './fleet.module.css';
import { PortDialog } from './port-dialog';
import { fits, sum, trouble } from './port-rules';
import { Wizard } from './wizard';

/** The window that lies over the fleet; boxes by their id, for they change while it is open. */
type Open = { what: 'wizard' } | { what: 'check' | 'change'; box: number } | { what: 'port'; box: number; port: number };

/** Above so many ports the small tiles are shown at first. */
const MANY = 32;

export function FleetPage() {
  const { t } = useTranslation('fleet');
  const query = useInfiniteQuery(gatewaysQuery);
  const mayEdit = useMay('routing.edit');
  const [view, setView] = useState('all');
  const [size, setSize] = useState<'tiles' | 'dense' | null>(null);
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState<Open | null>(null);
  const find = useRef<HTMLInputElement>(null);
  useHotkey('search', () => find.current?.focus());
  const close = () => setOpen(null);
  const boxes = query.data?.items ?? [];
  const isNarrowed = view !== 'all' || typed.trim() !== '';
  const shown = boxes
    .map((box) => ({ box, ports: box.ports.filter((port) => (view === 'all' || trouble(port) !== null) && fits(port, typed)) }))
    .filter(({ ports }) => !isNarrowed || ports.length > 0);
  // Whoever has many ports wants to see them all at a glance, until they say otherwise.
  const dense = (size ?? (boxes.reduce((all, box) => all + box.ports.length, 0) > MANY ? 'dense' : 'tiles')) === 'dense';
  const chosen = open !== null && 'box' in open ? boxes.find((box) => box.id === open.box) : undefined;
  const port = open?.what === 'port' ? chosen?.ports.find((one) => one.port === open.port) : undefined;
  return (
    <Page title={t('title')} description={t('description')} actions={mayEdit && <Button onClick={() => setOpen({ what: 'wizard' })}>{t('add')}</Button>}>
      {query.error !== null && query.data === undefined && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Loading rows={3} height={150} />}
      {query.data && boxes.length === 0 && (
        <div className="zx-panel">
          <EmptyState title={t('empty')}>{t('empty_hint')}</EmptyState>
        </div>
      )}
      {boxes.length > 0 && (
        <>
          <div className={classes['bar']}>
            <Figures boxes={boxes} />
            <div className={classes['controls']}>
              <TextInput
                ref={find}
                size="xs"
                w={210}
                aria-label={t('find')}
                aria-keyshortcuts={KEYS.search}
                placeholder={t('find')}
                value={typed}
                onChange={(event) => setTyped(event.currentTarget.value)}
                onKeyDown={(event) => event.key === 'Escape' && setTyped('')}
              />
              <SegmentedControl
                size="xs"
                aria-label={t('size.label')}
                value={dense ? 'dense' : 'tiles'}
                onChange={(value) => setSize(value)}
                data={[
                  { value: 'tiles', label: t('size.tiles') },
                  { value: 'dense', label: t('size.dense') },
                ]}
              />
              <SegmentedControl
                size="xs"
                aria-label={t('view.label')}
                value={view}
                onChange={setView}
                data={[
                  { value: 'all', label: t('view.all') },
                  { value: 'out', label: t('view.out') },
                ]}
              />
            </div>
          </div>
          {shown.length === 0 && (
            <div className="zx-panel">
              <EmptyState title={t(typed.trim() === '' ? 'none_out' : 'none_fits')} />
            </div>
          )}
          <div className={classes['boxes']}>
            {shown.map(({ box, ports }) => (
              <BoxPanel
                key={box.id}
                box={box}
                ports={ports}
                dense={dense}
                onPort={(one) => setOpen({ what: 'port', box: box.id, port: one.port })}
                onCheck={() => setOpen({ what: 'check', box: box.id })}
                onChange={() => setOpen({ what: 'change', box: box.id })}
              />
            ))}
          </div>
        </>
      )}
      {open?.what === 'wizard' && <Wizard boxes={boxes} onClose={close} />}
      {open?.what === 'check' && chosen && <CheckDialog box={chosen} onClose={close} />}
      {open?.what === 'change' && chosen && <BoxForm key={chosen.id} box={chosen} boxes={boxes} onClose={close} />}
      {chosen && port && <PortDialog box={chosen} port={port} onClose={close} />}
    </Page>
  );
}

function Figures({ boxes }: { boxes: Gateway[] }) {
  const { t } = useTranslation('fleet');
  const all = sum(boxes);
  const figures = {
    boxes: t('sum.of', { some: all.up, all: all.boxes }),
    ports: t('sum.of', { some: all.ready, all: all.ports }),
    calls: number(all.calls),
    attempts: number(all.attempts),
    texts: number(all.texts),
  };
  return (
    <dl className={classes['figures']} data-testid="fleet-figures">
      {Object.entries(figures).map(([key, value]) => (
        <div key={key} data-figure={key}>
          <dt>{t(`sum.${key as keyof typeof figures}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
