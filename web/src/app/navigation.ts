import { IconAddressBook, IconBell, IconBroadcast, IconClipboardList, IconFileImport, IconHeadphones, IconPhone, IconRoute, IconScale } from '@tabler/icons-react';

import type { Role } from '@/lib/api/schema.gen';
import { type Ability, may } from '@/lib/auth/policy';

/** The rail: where one may go, and which ability opens it. */
export const NAVIGATION = [
  { to: '/desk', key: 'desk', ability: 'desk', icon: IconHeadphones },
  { to: '/live', key: 'live', ability: 'live', icon: IconBroadcast },
  { to: '/calls', key: 'calls', ability: 'calls', icon: IconPhone },
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
    { to: '/rules/decisions', key: 'decisions', ability: 'decisions.view' },
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
