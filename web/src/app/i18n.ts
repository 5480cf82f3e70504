import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

import common from '@/components/en.json';
import alerts from '@/features/alerts/en.json';
import audit from '@/features/audit/en.json';
import borrower from '@/features/borrower/en.json';
import callBar from '@/features/call-bar/en.json';
import callLog from '@/features/call-log/en.json';
import decisions from '@/features/decisions/en.json';
import doNotCall from '@/features/do-not-call/en.json';
import fleet from '@/features/fleet/en.json';
import gsm from '@/features/gsm/en.json';
import help from '@/features/help/en.json';
import history from '@/features/history/en.json';
import imports from '@/features/imports/en.json';
import keywords from '@/features/keywords/en.json';
import live from '@/features/live/en.json';
import operators from '@/features/operators/en.json';
import optOuts from '@/features/opt-outs/en.json';
import outreach from '@/features/outreach/en.json';
import phoneCheck from '@/features/phone-check/en.json';
import plans from '@/features/plans/en.json';
import routeGroups from '@/features/route-groups/en.json';
import rules from '@/features/rules/en.json';
import signIn from '@/features/sign-in/en.json';
import sims from '@/features/sims/en.json';
import textRoads from '@/features/text-roads/en.json';
import textTemplates from '@/features/text-templates/en.json';
import texts from '@/features/texts/en.json';
import tokens from '@/features/tokens/en.json';
import trunks from '@/features/trunks/en.json';
import users from '@/features/users/en.json';
import worklist from '@/features/worklist/en.json';
import wrapUp from '@/features/wrap-up/en.json';

import app from './en.json';

/** One namespace a feature. A language is one more object of this shape. */
export const english = {
  app,
  alerts,
  audit,
  borrower,
  'call-bar': callBar,
  'call-log': callLog,
  common,
  decisions,
  'do-not-call': doNotCall,
  fleet,
  gsm,
  help,
  history,
  imports,
  keywords,
  live,
  operators,
  'opt-outs': optOuts,
  outreach,
  'phone-check': phoneCheck,
  plans,
  'route-groups': routeGroups,
  rules,
  'sign-in': signIn,
  sims,
  'text-roads': textRoads,
  'text-templates': textTemplates,
  texts,
  tokens,
  trunks,
  users,
  worklist,
  'wrap-up': wrapUp,
} as const;

export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    defaultNS: 'common',
    resources: { en: english },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}
