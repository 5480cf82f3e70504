import type { AgentState } from '@/lib/api/schema.gen';

const COLOURS: Record<AgentState, string> = {
  offline: '#9db1b3',
  ready: '#62d69c',
  reserved: '#8cc9ff',
  ringing: '#8cc9ff',
  talking: '#4fe0d0',
  hold: '#cbb8ff',
  wrap_up: '#ffcb66',
  paused: '#c3cfd0',
  reconnecting: '#ffa869',
  dead_call: '#ff8f85',
};

/** The mark of the house with a dot in the colour of the state. */
export function faviconOf(state: AgentState): string {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0a2a31"/>` +
    `<path d="M7 8h14L9.5 22H18" fill="none" stroke="#e9f3f2" stroke-width="3" stroke-linejoin="round" stroke-linecap="round"/>` +
    `<circle cx="23.5" cy="23.5" r="7" fill="${COLOURS[state]}" stroke="#0a2a31" stroke-width="2"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
