import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { CallStatusBadge } from '@/components/call-status';
import { GateVerdict } from '@/components/gate-verdict';
import { Page } from '@/components/page';
import { RecordingPlayer } from '@/components/recording-player';
import { ErrorState, Loading } from '@/components/states';
import { callQuery } from '@/lib/api/calls';
import { decisionQuery } from '@/lib/api/gate';
import type { Call } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';
import { phone } from '@/lib/format/format';

import { Facts, type Fact } from './facts';
import classes from './call-log.module.css';
import { Legs } from './legs';
import { lengthFacts, routeFacts, timeFacts } from './call-facts';
import { useDispositionLabels } from './use-disposition-labels';

interface Props {
  callId: string;
  onBack: () => void;
  onOpenCustomer: (id: number) => void;
}

export function CallPage({ callId, onBack, onOpenCustomer }: Props) {
  const { t } = useTranslation('call-log');
  const query = useQuery(callQuery(callId));
  const mayOpen = useMay('desk');
  if (query.error && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Loading rows={7} height={60} />;
  const call = query.data;
  const customer = call.customer;
  return (
    <Page
      title={t('detail.title', { who: customer?.name ?? phone(call.phone_number) })}
      actions={
        <>
          <CallStatusBadge status={call.call_status} />
          {customer && mayOpen && (
            <Button size="xs" variant="default" onClick={() => onOpenCustomer(customer.id)}>
              {t('detail.open_borrower')}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={onBack}>
            {t('back')}
          </Button>
        </>
      }
    >
      <Detail call={call} />
    </Page>
  );
}

function Card({ title, wide = false, children }: { title: string; wide?: boolean; children: ReactNode }) {
  return (
    <section className={`zx-panel ${classes['card'] ?? ''}`} data-wide={wide || undefined}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Detail({ call }: { call: Call }) {
  const { t } = useTranslation('call-log');
  const label = useDispositionLabels();
  const outcome: Fact[] = [
    [t('detail.outcome'), label(call.disposition) ?? t('detail.no_outcome')],
    [t('detail.notes'), call.call_notes ?? '–'],
    [t('telecaller'), call.telecaller?.name ?? '–'],
    [t('detail.id'), call.id],
  ];
  return (
    <div className={classes['grid']}>
      <Card title={t('detail.times')}>
        <Facts facts={timeFacts(call, t)} />
      </Card>
      <Card title={t('detail.lengths')}>
        <Facts facts={lengthFacts(call, t)} />
      </Card>
      <Card title={t('detail.route')}>{call.route ? <Facts facts={routeFacts(call.route, t)} /> : <p className="zx-muted">{t('detail.no_route')}</p>}</Card>
      <Card title={t('detail.outcome')}>
        <Facts facts={outcome} />
      </Card>
      <Card title={t('detail.recording')} wide>
        <Recording call={call} />
      </Card>
      <Card title={t('detail.legs')} wide>
        <Legs legs={call.legs} />
      </Card>
      <Card title={t('detail.gate')} wide>
        {call.gate_decision_id === null ? <p className="zx-muted">{t('detail.no_gate')}</p> : <Decision id={call.gate_decision_id} />}
      </Card>
    </div>
  );
}

function Recording({ call }: { call: Call }) {
  const { t } = useTranslation('call-log');
  const recording = call.recording;
  if (!recording) return <p className="zx-muted">{t('detail.no_recording')}</p>;
  return (
    <>
      {recording.state === 'saved' ? <RecordingPlayer callId={call.id} gaps={recording.gaps} open /> : <p>{t(`detail.recording_state.${recording.state}`)}</p>}
      {recording.sha256 !== null && <p className={`zx-mono zx-muted ${classes['hash'] ?? ''}`}>{`${t('detail.sha')} ${recording.sha256}`}</p>}
    </>
  );
}

function Decision({ id }: { id: string }) {
  const decision = useQuery(decisionQuery(id));
  if (decision.error) return <ErrorState error={decision.error} onRetry={() => void decision.refetch()} />;
  return decision.data ? <GateVerdict decision={decision.data} expanded /> : <Loading rows={1} />;
}
