import { Button, SegmentedControl } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Page } from '@/components/page';
import { EmptyState, ErrorState, Loading } from '@/components/states';
import { gatewaysQuery } from '@/lib/api/routing';
import type { Gateway } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';
import { number } from '@/lib/format/format';

import { BoxForm } from './box-form';
import { BoxPanel } from './box-panel';
import { CheckDialog } from './check-dialog';
import classes from './fleet.module.css';
import { PortDialog } from './port-dialog';
import { sum, trouble } from './port-rules';
import { Wizard } from './wizard';

/** The window that lies over the fleet; boxes by their id, for they change while it is open. */
type Open = { what: 'wizard' } | { what: 'check' | 'change'; box: number } | { what: 'port'; box: number; port: number };

export function FleetPage() {
  const { t } = useTranslation('fleet');
  const query = useInfiniteQuery(gatewaysQuery);
  const mayEdit = useMay('routing.edit');
  const [view, setView] = useState('all');
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const boxes = query.data?.items ?? [];
  const shown = boxes
    .map((box) => ({ box, ports: view === 'all' ? box.ports : box.ports.filter((port) => trouble(port) !== null) }))
    .filter(({ ports }) => view === 'all' || ports.length > 0);
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
            <SegmentedControl
              aria-label={t('view.label')}
              value={view}
              onChange={setView}
              data={[
                { value: 'all', label: t('view.all') },
                { value: 'out', label: t('view.out') },
              ]}
            />
          </div>
          {shown.length === 0 && (
            <div className="zx-panel">
              <EmptyState title={t('none_out')} />
            </div>
          )}
          <div className={classes['boxes']}>
            {shown.map(({ box, ports }) => (
              <BoxPanel
                key={box.id}
                box={box}
                ports={ports}
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
