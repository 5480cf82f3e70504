import { IconAddressBook, IconBell, IconBroadcast, IconClipboardList, IconFileImport, IconHeadphones, IconMessages, IconPhone, IconRoute, IconScale } from '@tabler/icons-react';

import type { Role } from '@/lib/api/schema.gen';
import { type Ability, may } from '@/lib/auth/policy';

/** The rail: where one may go, and which ability opens it. */
export const NAVIGATION = [
  { to: '/desk', key: 'desk', ability: 'desk', icon: IconHeadphones },
  { to: '/live', key: 'live', ability: 'live', icon: IconBroadcast },
  { to: '/calls', key: 'calls', ability: 'calls', icon: IconPhone },
  { to: '/texts', key: 'texts', ability: 'texts.view', icon: IconMessages },
  { to: '/import', key: 'import', ability: 'borrowers.import', icon: IconFileImport },
  { to: '/rules', key: 'compliance', ability: 'rules.view', icon: IconScale },
  { to: '/routing', key: 'routing', ability: 'routing.view', icon: IconRoute },
  { to: '/alerts', key: 'alerts', ability: 'alerts.view', icon: IconBell },
  { to: '/people', key: 'people', ability: 'users.view', icon: IconAddressBook },
  { to: '/audit', key: 'audit', ability: 'audit.view', icon: IconClipboardList },
] as const satisfies readonly { to: string; key: string; ability: Ability; icon: unknown }[];

export const TABS = {
  rules: [
    { to: '/rules', key: 'rules', ability: 'rules.view' },
    { to: '/rules/do-not-call', key: 'dnc', ability: 'dnc.view' },
    { to: '/rules/opt-outs', key: 'opt_outs', ability: 'opt_outs.view' },
    { to: '/rules/decisions', key: 'decisions', ability: 'decisions.view' },
  ],
  texts: [
    { to: '/texts', key: 'inbox', ability: 'texts.view' },
    { to: '/texts/templates', key: 'templates', ability: 'texts.team' },
    { to: '/texts/automation', key: 'automation', ability: 'texts.team' },
    { to: '/texts/keywords', key: 'keywords', ability: 'texts.team' },
    { to: '/texts/bulk', key: 'bulk', ability: 'texts.team' },
    { to: '/texts/accounts', key: 'accounts', ability: 'text_roads.view' },
    { to: '/texts/routes', key: 'text_routes', ability: 'text_roads.view' },
    { to: '/texts/systems', key: 'systems', ability: 'text_systems.view' },
    { to: '/texts/webhooks', key: 'webhooks', ability: 'text_systems.view' },
  ],
  routing: [
    { to: '/routing', key: 'trunks', ability: 'routing.view' },
    { to: '/routing/fleet', key: 'fleet', ability: 'routing.view' },
    { to: '/routing/sims', key: 'sims', ability: 'routing.view' },
    { to: '/routing/plans', key: 'plans', ability: 'routing.view' },
    { to: '/routing/operators', key: 'operators', ability: 'routing.view' },
    { to: '/routing/groups', key: 'groups', ability: 'routing.view' },
    { to: '/routing/gsm', key: 'gsm', ability: 'routing.view' },
  ],
  alerts: [
    { to: '/alerts', key: 'alerts', ability: 'alerts.view' },
    { to: '/alerts/settings', key: 'delivery', ability: 'alerts.settings' },
  ],
  people: [
    { to: '/people', key: 'users', ability: 'users.view' },
    { to: '/people/tokens', key: 'tokens', ability: 'tokens' },
  ],
} as const satisfies Record<string, readonly { to: string; key: string; ability: Ability }[]>;

export function homeOf(role: Role): '/desk' | '/calls' | '/live' {
  if (role === 'supervisor') return '/live';
  return may(role, 'desk') ? '/desk' : '/calls';
}
