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
import { KeywordsPage } from '@/features/keywords/keywords-page';
import { LivePage } from '@/features/live/live-page';
import { OperatorsPage } from '@/features/operators/operators-page';
import { PlansPage } from '@/features/plans/plans-page';
import { GroupsPage } from '@/features/route-groups/groups-page';
import { OptOutsPage } from '@/features/opt-outs/opt-outs-page';
import { AutomationPage } from '@/features/outreach/automation-page';
import { BulkPage } from '@/features/outreach/bulk-page';
import { RulesPage } from '@/features/rules/rules-page';
import { SimsPage } from '@/features/sims/sims-page';
import { AccountsPage } from '@/features/text-roads/accounts-page';
import { TextRoutesPage } from '@/features/text-roads/routes-page';
import { SystemsPage } from '@/features/text-roads/systems-page';
import { WebhooksPage } from '@/features/text-roads/webhooks-page';
import { TemplatesPage } from '@/features/text-templates/templates-page';
import { InboxPage } from '@/features/texts/inbox-page';
import { TokensPage } from '@/features/tokens/tokens-page';
import { TrunksPage } from '@/features/trunks/trunks-page';
import { UsersPage } from '@/features/users/users-page';

import { useMay } from '@/lib/auth/session';

import { Section } from '../shell/section';

const alertsRoute = getRouteApi('/shell/alerts');
const callsRoute = getRouteApi('/shell/calls');
const callRoute = getRouteApi('/shell/calls/$callId');
const inboxRoute = getRouteApi('/shell/texts');
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

export function InboxRoute() {
  const navigate = useNavigate();
  const hasDesk = useMay('desk');
  return (
    <Section of="texts">
      <InboxPage
        search={inboxRoute.useSearch()}
        onSearch={(search) => void navigate({ to: '/texts', search, replace: true })}
        onOpenCustomer={hasDesk ? (customer) => void navigate({ to: '/desk', search: { customer } }) : undefined}
      />
    </Section>
  );
}
export const TemplatesRoute = () => (
  <Section of="texts">
    <TemplatesPage />
  </Section>
);
export const AutomationRoute = () => (
  <Section of="texts">
    <AutomationPage />
  </Section>
);
export const KeywordsRoute = () => (
  <Section of="texts">
    <KeywordsPage />
  </Section>
);
export const BulkRoute = () => (
  <Section of="texts">
    <BulkPage />
  </Section>
);
export const AccountsRoute = () => (
  <Section of="texts">
    <AccountsPage />
  </Section>
);
export const TextRoutesRoute = () => (
  <Section of="texts">
    <TextRoutesPage />
  </Section>
);
export const SystemsRoute = () => (
  <Section of="texts">
    <SystemsPage />
  </Section>
);
export const WebhooksRoute = () => (
  <Section of="texts">
    <WebhooksPage />
  </Section>
);
export const OptOutsRoute = () => (
  <Section of="rules">
    <OptOutsPage />
  </Section>
);
