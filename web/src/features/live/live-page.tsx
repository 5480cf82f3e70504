import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { Page } from '@/components/page';
import { Loading } from '@/components/states';
import type { Agent, AgentState } from '@/lib/api/schema.gen';
import { useLive } from '@/lib/events/live-store';

import { AgentsTable } from './agents-table';
import { CallsTable } from './calls-table';
import classes from './live.module.css';

const GROUPS = {
  ready: ['ready'],
  talking: ['reserved', 'ringing', 'talking', 'hold', 'reconnecting', 'dead_call'],
  wrap_up: ['wrap_up'],
  paused: ['paused'],
  offline: ['offline'],
} as const satisfies Record<string, readonly AgentState[]>;
const ORDER = ['ready', 'talking', 'wrap_up', 'paused', 'offline'] as const;

function Figures({ agents }: { agents: Agent[] }) {
  const { t } = useTranslation('live');
  return (
    <dl className={classes['figures']}>
      {ORDER.map((group) => (
        <div key={group} style={{ borderTopColor: `var(--zx-state-${group})` }}>
          <dt>{t(`summary.${group}`)}</dt>
          <dd>{agents.filter((agent) => (GROUPS[group] as readonly AgentState[]).includes(agent.state)).length}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Agents and calls from the event stream alone: nothing here is asked or guessed. */
export function LivePage({ onOpenCall }: { onOpenCall: (id: string) => void }) {
  const { t } = useTranslation('live');
  const known = useLive((live) => live.known);
  const agents = useLive((live) => live.agents);
  const calls = useLive((live) => live.calls);
  const callOf = useMemo(() => new Map(calls.map((call) => [call.id, call])), [calls]);
  if (!known) return <Loading />;
  return (
    <Page title={t('title')} description={t('description')} actions={<Figures agents={agents} />}>
      <div className={classes['columns']}>
        <section>
          <h2>{t('agents')}</h2>
          <AgentsTable agents={agents} callOf={callOf} />
        </section>
        <section>
          <h2>{t('calls')}</h2>
          <CallsTable calls={calls} onOpen={onOpenCall} />
        </section>
      </div>
    </Page>
  );
}
