import type { RouteGroup, RouteGroupWrite } from '@/lib/api/schema.gen';

export const STRATEGIES = ['least_used', 'round_robin', 'most_left', 'cheapest', 'sticky'] as const;
export const CLASSES = ['any', 'sip', 'gsm'] as const;
export const PURPOSES = ['recovery', 'service', 'promotion'] as const;

/** A group as it is typed: lists of countries and prefixes are one line each. */
export interface GroupValues {
  name: string;
  position: number | string;
  enabled: boolean;
  strategy: (typeof STRATEGIES)[number];
  class: (typeof CLASSES)[number];
  purposes: string[];
  countries: string;
  prefixes: string;
  trunks: string[];
  typical_call_s: number | string;
}

export function groupValues(group: RouteGroup | null): GroupValues {
  return {
    name: group?.name ?? '',
    position: group?.position ?? 100,
    enabled: group?.enabled ?? true,
    strategy: group?.strategy ?? 'least_used',
    class: group?.class ?? 'any',
    purposes: [...(group?.purposes ?? [])],
    countries: (group?.countries ?? []).join(', '),
    prefixes: (group?.prefixes ?? []).join(', '),
    trunks: [...(group?.trunks ?? [])],
    typical_call_s: group?.typical_call_s ?? 120,
  };
}

const words = (text: string) => text.split(/[\s,;]+/).filter((one) => one !== '');

export function toGroup(values: GroupValues): RouteGroupWrite {
  return {
    name: values.name.trim(),
    ...(values.position === '' ? {} : { position: Number(values.position) }),
    enabled: values.enabled,
    strategy: values.strategy,
    class: values.class,
    purposes: PURPOSES.filter((one) => values.purposes.includes(one)),
    countries: words(values.countries).map((one) => one.toUpperCase()),
    prefixes: words(values.prefixes),
    trunks: values.trunks,
    ...(values.typical_call_s === '' ? {} : { typical_call_s: Number(values.typical_call_s) }),
  };
}
