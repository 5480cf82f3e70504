import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { may, POLICY } from './policy';

/** Which operation of the contract stands behind an ability. */
const BEHIND = {
  phone: 'getSoftphone',
  live: 'listAgents',
  calls: 'listCalls',
  'borrowers.view': 'listCustomers',
  'borrowers.import': 'importCustomers',
  'borrowers.note': 'addNote',
  'rules.edit': 'updateRule',
  'dnc.view': 'listDnc',
  'dnc.add': 'addDnc',
  'dnc.remove': 'removeDnc',
  'decisions.view': 'listGateDecisions',
  'routing.view': 'listTrunks',
  'routing.check': 'probeGateway',
  'routing.edit': 'replaceTrunk',
  'users.view': 'listUsers',
  'users.edit': 'updateUser',
  tokens: 'listTokens',
  'alerts.view': 'listAlerts',
  'alerts.acknowledge': 'acknowledgeAlert',
  'alerts.settings': 'setAlertSettings',
  'audit.view': 'listAudit',
  'texts.view': 'listConversations',
  'texts.send': 'sendMessage',
  'texts.team': 'listMessageRules',
  'texts.assign': 'assignConversation',
  'texts.edit': 'createMessageTemplate',
  'text_roads.view': 'listSmscAccounts',
  'text_roads.edit': 'replaceSmscAccount',
  'text_systems.view': 'listSmppClients',
  'opt_outs.view': 'listTextOptOuts',
  'opt_outs.add': 'addTextOptOut',
  'opt_outs.remove': 'removeTextOptOut',
  transfer: 'listColleagues',
} as const satisfies Partial<Record<keyof typeof POLICY, string>>;

const contract = readFileSync('../api/openapi.yaml', 'utf8');

describe('the policy table', () => {
  it.each(Object.entries(BEHIND))('gives %s to exactly the roles of %s', (ability, operation) => {
    const roles = new RegExp(`operationId: ${operation}\\n[^\\n]*\\n\\s+x-roles: \\[([^\\]]*)\\]`).exec(contract)?.[1];
    expect(roles?.split(', ').sort()).toEqual([...POLICY[ability as keyof typeof BEHIND]].sort());
  });

  it('gives the auditor no phone and the telecaller no administration', () => {
    expect(may('auditor', 'phone')).toBe(false);
    expect(may('telecaller', 'users.view')).toBe(false);
    expect(may('supervisor', 'routing.edit')).toBe(false);
  });
});
