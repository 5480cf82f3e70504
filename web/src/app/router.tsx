import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';

import { readCallSearch } from '@/features/call-log/call-search';
import { readInboxSearch } from '@/features/texts/inbox-search';
import { type AlertSearch, isAlertState, isSeverity } from '@/lib/api/alerts';
import { type Ability, may } from '@/lib/auth/policy';
import { restoreSession, useSession } from '@/lib/auth/session';

import { homeOf } from './navigation';
import { DeskRoute } from './routes/desk';
import { SignInRoute } from './routes/sign-in';
import { BootFailed, NotFound } from './shell/dead-ends';
import { PageCrash } from './shell/page-crash';
import { Shell } from './shell/shell';

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet, notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: SignInRoute,
  errorComponent: BootFailed,
  beforeLoad: async () => {
    if (await restoreSession()) throw redirect({ to: '/' });
  },
});

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  errorComponent: BootFailed,
  beforeLoad: async () => {
    if (!(await restoreSession())) throw redirect({ to: '/sign-in' });
  },
});

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: () => {
    const role = useSession.getState().session?.user.role;
    throw redirect({ to: role ? homeOf(role) : '/sign-in' });
  },
});

/** Everything but the desk comes in its own file: a telecaller never loads it. */
const page = <K extends keyof typeof import('./routes/admin')>(name: K) => lazyRouteComponent(() => import('./routes/admin'), name);

/** A page of the shell that only some roles may open: the same table as the navigation. */
function needs(ability: Ability) {
  return () => {
    const role = useSession.getState().session?.user.role;
    if (!role || !may(role, ability)) throw redirect({ to: '/' });
  };
}

const positive = (value: unknown): number | undefined => {
  const id = Number(value);
  return Number.isInteger(id) && id > 0 ? id : undefined;
};
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const desk = createRoute({
  getParentRoute: () => shell,
  path: '/desk',
  component: DeskRoute,
  beforeLoad: needs('desk'),
  errorComponent: PageCrash,
  validateSearch: (search: Record<string, unknown>): { customer?: number } => {
    const customer = positive(search['customer']);
    return customer === undefined ? {} : { customer };
  },
});
const live = createRoute({ getParentRoute: () => shell, path: '/live', component: page('LiveRoute'), beforeLoad: needs('live') });
const calls = createRoute({
  getParentRoute: () => shell,
  path: '/calls',
  component: page('CallsRoute'),
  beforeLoad: needs('calls'),
  validateSearch: readCallSearch,
});
const call = createRoute({ getParentRoute: () => shell, path: '/calls/$callId', component: page('CallDetailRoute'), beforeLoad: needs('calls') });
const imports = createRoute({ getParentRoute: () => shell, path: '/import', component: page('ImportRoute'), beforeLoad: needs('borrowers.import') });
const rules = createRoute({ getParentRoute: () => shell, path: '/rules', component: page('RulesRoute'), beforeLoad: needs('rules.view') });
const dnc = createRoute({ getParentRoute: () => shell, path: '/rules/do-not-call', component: page('DncRoute'), beforeLoad: needs('dnc.view') });
const decisions = createRoute({
  getParentRoute: () => shell,
  path: '/rules/decisions',
  component: page('DecisionsRoute'),
  beforeLoad: needs('decisions.view'),
  validateSearch: (search: Record<string, unknown>): { verdict?: 'allow' | 'refuse'; number?: string } => {
    const number = text(search['number']);
    const verdict = search['verdict'];
    return {
      ...(verdict === 'allow' || verdict === 'refuse' ? { verdict } : {}),
      ...(number === undefined ? {} : { number }),
    };
  },
});
const trunks = createRoute({ getParentRoute: () => shell, path: '/routing', component: page('TrunksRoute'), beforeLoad: needs('routing.view') });
const fleet = createRoute({ getParentRoute: () => shell, path: '/routing/fleet', component: page('FleetRoute'), beforeLoad: needs('routing.view') });
const sims = createRoute({ getParentRoute: () => shell, path: '/routing/sims', component: page('SimsRoute'), beforeLoad: needs('routing.view') });
const plans = createRoute({ getParentRoute: () => shell, path: '/routing/plans', component: page('PlansRoute'), beforeLoad: needs('routing.view') });
const operators = createRoute({ getParentRoute: () => shell, path: '/routing/operators', component: page('OperatorsRoute'), beforeLoad: needs('routing.view') });
const groups = createRoute({ getParentRoute: () => shell, path: '/routing/groups', component: page('GroupsRoute'), beforeLoad: needs('routing.view') });
const gsm = createRoute({ getParentRoute: () => shell, path: '/routing/gsm', component: page('GsmRoute'), beforeLoad: needs('routing.view') });
const alerts = createRoute({
  getParentRoute: () => shell,
  path: '/alerts',
  component: page('AlertsRoute'),
  beforeLoad: needs('alerts.view'),
  validateSearch: (search: Record<string, unknown>): AlertSearch => ({
    ...(isAlertState(search['state']) ? { state: search['state'] } : {}),
    ...(isSeverity(search['severity']) ? { severity: search['severity'] } : {}),
    ...(text(search['q']) === undefined ? {} : { q: String(search['q']) }),
  }),
});
const delivery = createRoute({ getParentRoute: () => shell, path: '/alerts/settings', component: page('DeliveryRoute'), beforeLoad: needs('alerts.settings') });
const users = createRoute({ getParentRoute: () => shell, path: '/people', component: page('UsersRoute'), beforeLoad: needs('users.view') });
const tokens = createRoute({ getParentRoute: () => shell, path: '/people/tokens', component: page('TokensRoute'), beforeLoad: needs('tokens') });
const audit = createRoute({ getParentRoute: () => shell, path: '/audit', component: page('AuditRoute'), beforeLoad: needs('audit.view') });

const inbox = createRoute({ getParentRoute: () => shell, path: '/texts', component: page('InboxRoute'), beforeLoad: needs('texts.view'), validateSearch: readInboxSearch });
const templates = createRoute({ getParentRoute: () => shell, path: '/texts/templates', component: page('TemplatesRoute'), beforeLoad: needs('texts.team') });
const automation = createRoute({ getParentRoute: () => shell, path: '/texts/automation', component: page('AutomationRoute'), beforeLoad: needs('texts.team') });
const keywords = createRoute({ getParentRoute: () => shell, path: '/texts/keywords', component: page('KeywordsRoute'), beforeLoad: needs('texts.team') });
const bulk = createRoute({ getParentRoute: () => shell, path: '/texts/bulk', component: page('BulkRoute'), beforeLoad: needs('texts.team') });
const accounts = createRoute({ getParentRoute: () => shell, path: '/texts/accounts', component: page('AccountsRoute'), beforeLoad: needs('text_roads.view') });
const textRoutes = createRoute({ getParentRoute: () => shell, path: '/texts/routes', component: page('TextRoutesRoute'), beforeLoad: needs('text_roads.view') });
const systems = createRoute({ getParentRoute: () => shell, path: '/texts/systems', component: page('SystemsRoute'), beforeLoad: needs('text_systems.view') });
const webhooks = createRoute({ getParentRoute: () => shell, path: '/texts/webhooks', component: page('WebhooksRoute'), beforeLoad: needs('text_systems.view') });
const optOuts = createRoute({ getParentRoute: () => shell, path: '/rules/opt-outs', component: page('OptOutsRoute'), beforeLoad: needs('opt_outs.view') });

const texting = [inbox, templates, automation, keywords, bulk, accounts, textRoutes, systems, webhooks, optOuts] as const;
const tree = root.addChildren([
  signIn,
  shell.addChildren([home, desk, live, calls, call, imports, rules, dnc, decisions, trunks, fleet, sims, plans, operators, groups, gsm, alerts, delivery, users, tokens, audit, ...texting]),
]);

export function createAppRouter(queries: QueryClient) {
  return createRouter({ routeTree: tree, context: { queries }, defaultErrorComponent: PageCrash, defaultPreload: false });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
