import { z } from 'zod';

import type { Trunk, TrunkWrite } from '@/lib/api/schema.gen';

export const CODECS = ['ulaw', 'alaw', 'opus', 'g722'] as const;
/** Keys under `error` of the texts. */
export type TrunkProblem = 'name' | 'host' | 'port' | 'username' | 'password' | 'codecs' | 'channels_max' | 'caller_id' | 'caller_ids' | 'gateway_ports';

export const PURPOSES = ['recovery', 'service', 'promotion'] as const;
const isCodec = (name: string): name is (typeof CODECS)[number] => (CODECS as readonly string[]).includes(name);

const whole = (least: number, most: number, message: TrunkProblem) =>
  z.union([z.number(), z.string()]).refine((value) => value !== '' && Number.isInteger(Number(value)) && Number(value) >= least && Number(value) <= most, message);

/** One number a line, with the purposes it is for behind it: `+911600123456 service, recovery`. Null for a line that is none. */
export function readCallerIds(text: string): TrunkWrite['caller_ids'] | null {
  const out: NonNullable<TrunkWrite['caller_ids']> = [];
  for (const line of text.split('\n')) {
    const [number, ...words] = line.trim().split(/[\s,;]+/);
    if (number === undefined || number === '') continue;
    const purposes = PURPOSES.filter((one) => words.includes(one));
    if (!/^\+?\d{3,15}$/.test(number) || purposes.length !== words.length || words.length === 0) return null;
    out.push({ number, purposes });
  }
  return out;
}

export const trunkSchema = z
  .object({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'name'),
    kind: z.enum(['sip', 'gsm']),
    host: z.string().trim().min(1, 'host').max(253, 'host'),
    port: whole(1, 65535, 'port'),
    username: z.string().max(64, 'username'),
    password: z.string().max(128, 'password'),
    forget_password: z.boolean(),
    codecs: z.array(z.enum(CODECS)).min(1, 'codecs'),
    channels_max: whole(1, 1000, 'channels_max'),
    caller_id: z.string().max(32, 'caller_id'),
    caller_ids: z.string().refine((text) => readCallerIds(text) !== null, 'caller_ids'),
    enabled: z.boolean(),
    gateway_ports: z.union([z.number(), z.string()]),
  })
  .superRefine((values, context) => {
    const ports = Number(values.gateway_ports);
    if (values.kind === 'gsm' && !(Number.isInteger(ports) && ports >= 1 && ports <= 64)) {
      context.addIssue({ code: 'custom', path: ['gateway_ports'], message: 'gateway_ports' });
    }
  });

export type TrunkValues = z.infer<typeof trunkSchema>;

export function valuesOf(trunk: Trunk | null): TrunkValues {
  return {
    name: trunk?.name ?? '',
    kind: trunk?.kind ?? 'sip',
    host: trunk?.host ?? '',
    port: trunk?.port ?? 5060,
    username: trunk?.username ?? '',
    password: '',
    forget_password: false,
    // In the trunk's own order: it is the preference.
    codecs: (trunk?.codecs ?? ['ulaw', 'alaw']).filter(isCodec),
    channels_max: trunk?.channels_max ?? 30,
    caller_id: trunk?.caller_id ?? '',
    caller_ids: (trunk?.caller_ids ?? []).map((one) => `${one.number} ${one.purposes.join(', ')}`).join('\n'),
    enabled: trunk?.enabled ?? true,
    gateway_ports: trunk?.gateway_ports ?? '',
  };
}

const orNull = (text: string) => (text.trim() === '' ? null : text.trim());

export function toTrunk(values: TrunkValues): TrunkWrite {
  return {
    name: values.name,
    kind: values.kind,
    host: values.host.trim(),
    port: Number(values.port),
    username: orNull(values.username),
    // Absent keeps what the server has, null takes it away.
    ...(values.forget_password ? { password: null } : values.password === '' ? {} : { password: values.password }),
    codecs: values.codecs,
    channels_max: Number(values.channels_max),
    caller_id: orNull(values.caller_id),
    caller_ids: readCallerIds(values.caller_ids) ?? [],
    enabled: values.enabled,
    gateway_ports: values.kind === 'gsm' ? Number(values.gateway_ports) : null,
  };
}
