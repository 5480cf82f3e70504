import { useEffect, useRef } from 'react';

/** Every key of the page, in one place: the help sheet shows this table. */
export const KEYS = {
  help: '?',
  search: '/',
  answer: 'Ctrl+Shift+A',
  mute: 'Ctrl+Shift+M',
  hold: 'Ctrl+Shift+H',
  keypad: 'Ctrl+Shift+K',
  transfer: 'Ctrl+Shift+X',
  conference: 'Ctrl+Shift+Y',
  pause_recording: 'Ctrl+Shift+P',
  hang_up: 'Ctrl+Shift+E',
  ready: 'Ctrl+Shift+L',
  dial: 'Ctrl+Shift+D',
  text: 'Ctrl+Shift+S',
  save: 'Ctrl+Enter',
} as const;

export type KeyName = keyof typeof KEYS;

export function inTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('input:not([type=checkbox],[type=radio],[type=button]),textarea,select,[role=combobox]');
}

export function matches(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  const chord = parts.length > 1;
  if (event.ctrlKey !== parts.includes('Ctrl') || event.altKey || event.metaKey) return false;
  if (chord && event.shiftKey !== parts.includes('Shift')) return false;
  return event.key.toLowerCase() === key.toLowerCase();
}

const THROTTLE_MS = 250;

/** Runs a handler on a key: plain keys are inert in text fields, repeats and doubles are dropped. */
export function useHotkey(name: KeyName, handler: () => void, enabled = true): void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => {
    if (!enabled) return;
    let last = -Infinity;
    const listen = (event: KeyboardEvent) => {
      if (event.repeat || !matches(event, KEYS[name])) return;
      if (!event.ctrlKey && inTextField(event.target)) return;
      event.preventDefault();
      if (event.timeStamp - last < THROTTLE_MS) return;
      last = event.timeStamp;
      latest.current();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [name, enabled]);
}
