import type { Tone } from '@/components/status-badge';
import type { Gateway, GatewayPort } from '@/lib/api/schema.gen';

/** What a tile says of its port, in one word: a key of the texts, and its tone. */
export type PortWord = `port_state.${GatewayPort['state']}` | 'blocked' | 'in_call' | 'texting' | 'untold' | 'out';

/** A call is good news; a port that takes none is never shown as ready, whatever its modem says. */
export function portWord(port: GatewayPort): { word: PortWord; tone: Tone } {
  if (port.in_call) return { word: 'in_call', tone: 'info' };
  if (port.blocked) return { word: 'blocked', tone: 'warn' };
  if (isTexting(port)) return { word: 'texting', tone: 'info' };
  // A plain HTTP box has no word for its ports; what it takes is all there is to see.
  if (port.state === 'unknown' && port.sim !== null && port.why_out === null) return { word: 'untold', tone: 'good' };
  if (port.state !== 'registered') return { word: `port_state.${port.state}`, tone: TONES[port.state] };
  return port.why_out === null ? { word: 'port_state.registered', tone: 'good' } : { word: 'out', tone: 'bad' };
}

const TONES: Record<Exclude<GatewayPort['state'], 'registered'>, Tone> = {
  powered_off: 'quiet',
  no_sim: 'quiet',
  pin_required: 'bad',
  puk_required: 'bad',
  searching: 'warn',
  unregistered: 'bad',
  unknown: 'warn',
};

/** Why it takes no call that it should be able to take: a port that is merely busy is not out. */
export function trouble(port: GatewayPort): string | null {
  return port.in_call || isTexting(port) ? null : port.why_out;
}

/** Some seconds for each text; then it takes calls again. */
const isTexting = (port: GatewayPort) => port.sim?.out_code === 'texting';

export function isReady(port: GatewayPort): boolean {
  return port.why_out === null && !port.in_call;
}

/** 0 to 5 bars of 3GPP TS 27.007 `csq`; null where the box tells none. -113 dBm and below is no signal. */
export function bars(csq: number | null): number | null {
  if (csq === null || csq > 31) return null;
  return csq === 0 ? 0 : Math.min(5, Math.ceil(csq / 6));
}

export interface FleetSum {
  boxes: number;
  up: number;
  ports: number;
  ready: number;
  calls: number;
  attempts: number;
  texts: number;
}

export function sum(boxes: readonly Gateway[]): FleetSum {
  const ports = boxes.flatMap((box) => box.ports);
  return {
    boxes: boxes.length,
    up: boxes.filter((box) => box.state === 'up').length,
    ports: ports.length,
    ready: ports.filter((port) => isReady(port) || port.in_call || isTexting(port)).length,
    calls: boxes.reduce((all, box) => all + box.calls_now, 0),
    attempts: ports.reduce((all, port) => all + (port.sim?.attempts_today ?? 0), 0),
    texts: ports.reduce((all, port) => all + (port.sim?.use.today.texts ?? 0), 0),
  };
}

const CLOCK_MATTERS_MS = 5_000;

/** Whole seconds its clock is off ours, when that is enough to make its times wrong. */
export function clockOff(box: Gateway): number | null {
  const ahead = box.clock_ahead_ms;
  return ahead === null || Math.abs(ahead) < CLOCK_MATTERS_MS ? null : Math.round(ahead / 1000);
}

export type PortAction = 'block' | 'unblock' | 'reset' | 'power_off' | 'power_on' | 'select_slot';

/** Boxes with several SIMs a port have at most four. */
export const SLOTS = [0, 1, 2, 3] as const;

/** What makes sense on a port as it is; the slot is chosen apart. */
export function actionsFor(port: GatewayPort): Exclude<PortAction, 'select_slot'>[] {
  if (port.state === 'powered_off') return ['power_on', 'reset'];
  return [port.blocked ? 'unblock' : 'block', 'reset', 'power_off'];
}

/** Does a port fit what was typed: number, operator, card, or the box's own word? */
export function fits(port: GatewayPort, typed: string): boolean {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return true;
  const digits = wanted.replace(/[^\d]/g, '');
  const words = [port.network, port.sim?.operator, port.said, port.why_out, port.sim?.plan];
  if (words.some((word) => word?.toLowerCase().includes(wanted))) return true;
  const figures = [port.number, port.sim?.phone_number, port.iccid, port.sim?.iccid];
  return digits.length >= 2 && figures.some((figure) => figure?.replace(/[^\d]/g, '').includes(digits));
}
