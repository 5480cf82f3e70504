import type { Role } from '../api/schema.gen';

/** Who may do what: the one table behind navigation, routes and buttons. The server decides in the end. */
export const POLICY = {
  'desk': ['telecaller', 'supervisor', 'admin'],
  'phone': ['telecaller', 'supervisor', 'admin'],
  'live': ['supervisor', 'admin'],
  'calls': ['telecaller', 'supervisor', 'admin', 'auditor'],
  'calls.everyone': ['supervisor', 'admin', 'auditor'],
  'borrowers.view': ['telecaller', 'supervisor', 'admin', 'auditor'],
  'borrowers.import': ['supervisor', 'admin'],
  'borrowers.note': ['telecaller', 'supervisor', 'admin'],
  'rules.view': ['telecaller', 'supervisor', 'admin', 'auditor'],
  'rules.edit': ['admin'],
  'dnc.view': ['supervisor', 'admin', 'auditor'],
  'dnc.add': ['supervisor', 'admin'],
  'dnc.remove': ['admin'],
  'decisions.view': ['supervisor', 'admin', 'auditor'],
  'routing.view': ['supervisor', 'admin', 'auditor'],
  'routing.check': ['supervisor', 'admin'],
  'routing.edit': ['admin'],
  'users.view': ['supervisor', 'admin', 'auditor'],
  'users.edit': ['admin'],
  'tokens': ['admin'],
  'alerts.view': ['supervisor', 'admin', 'auditor'],
  'alerts.acknowledge': ['supervisor', 'admin'],
  'alerts.settings': ['admin'],
  'audit.view': ['admin', 'auditor'],
  'texts.view': ['telecaller', 'supervisor', 'admin', 'auditor'],
  'texts.send': ['telecaller', 'supervisor', 'admin'],
  'texts.team': ['supervisor', 'admin', 'auditor'],
  'texts.assign': ['supervisor', 'admin'],
  'texts.edit': ['supervisor', 'admin'],
  'text_roads.view': ['supervisor', 'admin', 'auditor'],
  'text_roads.edit': ['admin'],
  'text_systems.view': ['admin', 'auditor'],
  'opt_outs.view': ['supervisor', 'admin', 'auditor'],
  'opt_outs.add': ['telecaller', 'supervisor', 'admin'],
  'opt_outs.remove': ['admin'],
  'transfer': ['telecaller', 'supervisor', 'admin'],
} as const satisfies Record<string, readonly Role[]>;

export type Ability = keyof typeof POLICY;

export function may(role: Role, ability: Ability): boolean {
  return (POLICY[ability] as readonly Role[]).includes(role);
}
