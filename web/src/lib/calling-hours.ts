import type { GateDecision, Rule } from './api/schema.gen';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** `HH:MM`, up to 24:00. */
function minutes(text: unknown, otherwise: number): number {
  const parts = typeof text === 'string' ? /^(\d\d):(\d\d)$/.exec(text) : null;
  return parts ? Number(parts[1]) * 60 + Number(parts[2]) : otherwise;
}

function inForce(rule: Rule, day: string): boolean {
  return rule.enabled && rule.effective_from <= day && (rule.effective_until === null || day <= rule.effective_until);
}

function allows(rule: Rule, day: string, minute: number): boolean {
  const raw = rule.parameters as Record<string, unknown>;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  const named: unknown[] | null = Array.isArray(raw['days']) ? raw['days'] : null;
  if (named && !named.some((one) => one === DAYS[weekday] || one === (weekday === 0 ? 7 : weekday))) return false;
  return minute >= minutes(raw['from'], 0) && minute < minutes(raw['to'], 24 * 60);
}

/**
 * The rules of calling hours that can act on a number, found by what the gate said of it: the page
 * knows no countries. They grey out a picker; the gate is asked about the chosen time all the same.
 */
export function hourRules(rules: Rule[], decision: GateDecision): Rule[] {
  const acting = new Set(decision.rules.map((one) => one.id));
  const places = new Set(rules.filter((rule) => acting.has(rule.id)).map((rule) => rule.jurisdiction));
  return rules.filter(
    (rule) => rule.kind === 'calling_hours' && places.has(rule.jurisdiction) && rule.channels.includes(decision.channel) && rule.purposes.includes(decision.purpose),
  );
}

/** Whether a call at `day` (a date there) and `minute` (of that day) is within the hours. No rule is no permission. */
export function lawfulAt(rules: Rule[], day: string, minute: number): boolean {
  const standing = rules.filter((rule) => inForce(rule, day));
  // A rule of the demonstration stands in for the real ones of its place.
  const demo = new Set(standing.filter((rule) => rule.demo).map((rule) => rule.jurisdiction));
  const acting = standing.filter((rule) => rule.demo || !demo.has(rule.jurisdiction));
  return acting.length > 0 && acting.every((rule) => allows(rule, day, minute));
}
