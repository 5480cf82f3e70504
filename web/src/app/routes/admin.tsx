import { getRouteApi, useNavigate } from '@tanstack/react-router';

import { AlertsPage } from '@/features/alerts/alerts-page';
import { DeliveryPage } from '@/features/alerts/delivery-page';
import { AuditPage } from '@/features/audit/audit-page';
import { CallPage } from '@/features/call-log/call-page';
import { CallsPage } from '@/features/call-log/calls-page';
import { DecisionsPage } from '@/features/decisions/decisions-page';
import { DncPage } from '@/features/do-not-call/dnc-page';
import { FleetPage } from '@/features/fleet/fleet-page';
import { GsmPage } from '@/features/gsm/gsm-page';
import { ImportPage } from '@/features/imports/import-page';
import { LivePage } from '@/features/live/live-page';
import { OperatorsPage } from '@/features/operators/operators-page';
import { PlansPage } from '@/features/plans/plans-page';
import { GroupsPage } from '@/features/route-groups/groups-page';
import { RulesPage } from '@/features/rules/rules-page';
import { SimsPage } from '@/features/sims/sims-page';
import { TokensPage } from '@/features/tokens/tokens-page';
import { TrunksPage } from '@/features/trunks/trunks-page';
import { UsersPage } from '@/features/users/users-page';

import { Section } from '../shell/section';

const alertsRoute = getRouteApi('/shell/alerts');
const callsRoute = getRouteApi('/shell/calls');
const callRoute = getRouteApi('/shell/calls/$callId');
const decisionsRoute = getRouteApi('/shell/rules/decisions');

export function LiveRoute() {
  const navigate = useNavigate();
  return <LivePage onOpenCall={(callId) => void navigate({ to: '/calls/$callId', params: { callId } })} />;
}

export function CallsRoute() {
  const navigate = useNavigate();
  return (
    <CallsPage
      search={callsRoute.useSearch()}
      onSearch={(search) => void navigate({ to: '/calls', search, replace: true })}
      onOpen={(callId) => void navigate({ to: '/calls/$callId', params: { callId } })}
    />
  );
}

export function CallDetailRoute() {
  const navigate = useNavigate();
  const { callId } = callRoute.useParams();
  return (
    <CallPage
      callId={callId}
      onBack={() => void navigate({ to: '/calls' })}
      onOpenCustomer={(customer) => void navigate({ to: '/desk', search: { customer } })}
    />
  );
}

export function DecisionsRoute() {
  const navigate = useNavigate();
  const { verdict, number } = decisionsRoute.useSearch();
  return (
    <Section of="rules">
      <DecisionsPage verdict={verdict} number={number} onFilter={(search) => void navigate({ to: '/rules/decisions', search, replace: true })} />
    </Section>
  );
}

export const ImportRoute = () => <ImportPage />;
export const AuditRoute = () => <AuditPage />;
export const RulesRoute = () => (
  <Section of="rules">
    <RulesPage />
  </Section>
);
export const DncRoute = () => (
  <Section of="rules">
    <DncPage />
  </Section>
);
export const TrunksRoute = () => (
  <Section of="routing">
    <TrunksPage />
  </Section>
);
export const FleetRoute = () => (
  <Section of="routing">
    <FleetPage />
  </Section>
);
export const SimsRoute = () => (
  <Section of="routing">
    <SimsPage />
  </Section>
);
export const PlansRoute = () => (
  <Section of="routing">
    <PlansPage />
  </Section>
);
export const OperatorsRoute = () => (
  <Section of="routing">
    <OperatorsPage />
  </Section>
);
export const GroupsRoute = () => (
  <Section of="routing">
    <GroupsPage />
  </Section>
);
export const GsmRoute = () => (
  <Section of="routing">
    <GsmPage />
  </Section>
);
export function AlertsRoute() {
  const navigate = useNavigate();
  return (
    <Section of="alerts">
      <AlertsPage search={alertsRoute.useSearch()} onFilter={(search) => void navigate({ to: '/alerts', search, replace: true })} />
    </Section>
  );
}
export const DeliveryRoute = () => (
  <Section of="alerts">
    <DeliveryPage />
  </Section>
);
export const UsersRoute = () => (
  <Section of="people">
    <UsersPage />
  </Section>
);
export const TokensRoute = () => (
  <Section of="people">
    <TokensPage />
  </Section>
);
