import { z } from 'zod';

import type { SmppSettings, SmscAccount, SmscAccountWrite } from '@/lib/api/schema.gen';
import { toMajor, toMinor } from '@/lib/format/format';

/** Keys under `error` of the texts. */
export type AccountProblem = 'name' | 'host' | 'port' | 'system_id' | 'url' | 'whole' | 'currency' | 'tag' | 'sender' | 'price' | 'password' | 'short' | 'pin';

const whole = (least: number, most: number, message: AccountProblem = 'whole') =>
  z.union([z.number(), z.string()]).refine((value) => value !== '' && Number.isInteger(Number(value)) && Number(value) >= least && Number(value) <= most, message);
const tag = z
  .string()
  .trim()
  .refine((value) => value === '' || readTag(value) !== null, 'tag');
const loose = z.union([z.number(), z.string()]);

/** `0x1400` or `5120`; null where it is neither. */
export function readTag(text: string): number | null {
  if (!/^(0x[0-9a-f]{1,4}|[0-9]{1,5})$/i.test(text)) return null;
  const value = Number(text);
  return value >= 1 && value <= 65_535 ? value : null;
}

export const tagText = (value: number | null) => (value === null ? '' : `0x${value.toString(16).padStart(4, '0')}`);

const smpp = z.object({
  host: z.string().trim(),
  port: loose,
  tls: z.boolean(),
  tls_ca: z.string().trim().max(20_000, 'short'),
  tls_pin: z.string().trim().refine((value) => value === '' || /^([0-9a-f]{2}[: ]?){32}$/i.test(value), 'pin'),
  system_id: z.string().trim(),
  system_type: z.string().max(12, 'short'),
  mode: z.enum(['transceiver', 'transmitter_receiver']),
  binds: whole(1, 16),
  window: whole(1, 1000),
  rate_per_s: whole(0, 100_000),
  enquire_link_s: whole(1, 3600),
  response_timeout_s: whole(1, 600),
  alphabet: z.enum(['gsm', 'latin1', 'ascii']),
  joining: z.enum(['udh8', 'udh16', 'sar', 'payload']),
  languages: z.array(z.string()),
  id_in_response: z.enum(['as_is', 'decimal', 'hexadecimal']),
  id_in_receipt: z.enum(['as_is', 'decimal', 'hexadecimal']),
  strip_zeros: z.boolean(),
  fold_case: z.boolean(),
  source_ton: whole(0, 7),
  source_npi: whole(0, 18),
  dest_ton: whole(0, 7),
  dest_npi: whole(0, 18),
  service_type: z.string().max(5, 'short'),
  dlt_entity_tag: tag,
  dlt_template_tag: tag,
  dlt_hash_tag: tag,
  telemarketers: z.array(z.string()),
});

export const accountSchema = z
  .object({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'name'),
    kind: z.enum(['smpp', 'http']),
    enabled: z.boolean(),
    sender: z.string().trim().max(20, 'sender'),
    price: loose.refine((value) => value === '' || (Number(value) >= 0 && Number(value) <= 10_000), 'price'),
    currency: z.string().regex(/^[A-Z]{3}$/, 'currency'),
    password: z.string().max(200, 'password'),
    forget_password: z.boolean(),
    url: z.string().trim(),
    smpp,
  })
  .superRefine((values, context) => {
    const issue = (path: string[], message: AccountProblem) => context.addIssue({ code: 'custom', path, message });
    if (values.kind === 'http') {
      if (!/^https?:\/\/.+/.test(values.url)) issue(['url'], 'url');
      return;
    }
    const { host, port, system_id } = values.smpp;
    if (host === '' || host.length > 253) issue(['smpp', 'host'], 'host');
    if (!(Number.isInteger(Number(port)) && Number(port) >= 1 && Number(port) <= 65_535)) issue(['smpp', 'port'], 'port');
    if (system_id === '' || system_id.length > 15) issue(['smpp', 'system_id'], 'system_id');
    // SMPP 3.4, 5.2.2: nine octets with the one that ends it.
    if (values.password.length > 8) issue(['password'], 'password');
  });

export type AccountValues = z.infer<typeof accountSchema>;

const FRESH: SmppSettings = {
  host: '',
  port: 2775,
  tls: false,
  tls_ca: null,
  tls_pin: null,
  system_id: '',
  system_type: '',
  mode: 'transceiver',
  binds: 1,
  window: 10,
  rate_per_s: 0,
  enquire_link_s: 30,
  response_timeout_s: 30,
  alphabet: 'gsm',
  joining: 'udh8',
  languages: [],
  id_in_response: 'as_is',
  id_in_receipt: 'as_is',
  strip_zeros: false,
  fold_case: false,
  source_ton: 5,
  source_npi: 0,
  dest_ton: 1,
  dest_npi: 1,
  service_type: '',
  dlt_entity_tag: 0x1400,
  dlt_template_tag: 0x1401,
  dlt_hash_tag: null,
  telemarketers: [],
};

export function valuesOf(account: SmscAccount | null): AccountValues {
  const settings = account?.smpp ?? FRESH;
  const currency = account?.currency ?? 'INR';
  return {
    name: account?.name ?? '',
    kind: account?.kind ?? 'smpp',
    enabled: account?.enabled ?? true,
    sender: account?.sender ?? '',
    price: account?.price_minor == null ? '' : toMajor(account.price_minor, currency),
    currency,
    password: '',
    forget_password: false,
    url: account?.http?.url ?? '',
    smpp: {
      ...settings,
      tls_ca: settings.tls_ca ?? '',
      tls_pin: settings.tls_pin ?? '',
      dlt_entity_tag: tagText(settings.dlt_entity_tag),
      dlt_template_tag: tagText(settings.dlt_template_tag),
      dlt_hash_tag: tagText(settings.dlt_hash_tag),
    },
  };
}

export function toAccount(values: AccountValues): SmscAccountWrite {
  const { smpp: settings } = values;
  return {
    name: values.name,
    kind: values.kind,
    enabled: values.enabled,
    sender: values.sender === '' ? null : values.sender,
    price_minor: values.price === '' ? null : toMinor(Number(values.price), values.currency),
    currency: values.currency,
    // Absent keeps what the server has, null takes it away.
    ...(values.forget_password ? { password: null } : values.password === '' ? {} : { password: values.password }),
    http: values.kind === 'http' ? { url: values.url } : null,
    smpp:
      values.kind === 'smpp'
        ? {
            ...settings,
            tls_ca: settings.tls_ca === '' ? null : settings.tls_ca,
            tls_pin: settings.tls_pin === '' ? null : settings.tls_pin,
            port: Number(settings.port),
            binds: Number(settings.binds),
            window: Number(settings.window),
            rate_per_s: Number(settings.rate_per_s),
            enquire_link_s: Number(settings.enquire_link_s),
            response_timeout_s: Number(settings.response_timeout_s),
            source_ton: Number(settings.source_ton),
            source_npi: Number(settings.source_npi),
            dest_ton: Number(settings.dest_ton),
            dest_npi: Number(settings.dest_npi),
            dlt_entity_tag: readTag(settings.dlt_entity_tag),
            dlt_template_tag: readTag(settings.dlt_template_tag),
            dlt_hash_tag: readTag(settings.dlt_hash_tag),
          }
        : null,
  };
}
