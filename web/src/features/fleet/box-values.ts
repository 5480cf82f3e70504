import { z } from 'zod';

import type { Gateway, GatewayWrite, Trunk } from '@/lib/api/schema.gen';
import { isTimeZone } from '@/lib/format/zoned';

export const DRIVERS = ['dinstar', 'yeastar', 'generic'] as const;
/** Keys under `error` of the texts. */
export type BoxProblem = 'trunk' | 'url' | 'username' | 'password' | 'zone' | 'poll' | 'patience';
/** The contract's names, at which the server refuses. */
export const BOX_FIELDS = ['trunk_id', 'driver', 'url', 'username', 'password', 'zone', 'poll_interval_ms', 'patience_ms', 'accept_any_certificate', 'push_from'] as const;

const seconds = (least: number, most: number, message: BoxProblem) =>
  z.union([z.number(), z.string()]).refine((value) => value !== '' && Number(value) >= least && Number(value) <= most, message);

export const boxSchema = z.object({
  trunk_id: z.string().regex(/^\d+$/, 'trunk'),
  driver: z.enum(DRIVERS),
  url: z.string().trim().regex(/^(https?|tcp):\/\/[^/@\s]+\/?$/, 'url').max(300, 'url'),
  username: z.string().trim().max(64, 'username'),
  password: z.string().max(128, 'password'),
  zone: z.string().trim().refine(isTimeZone, 'zone'),
  poll: seconds(1, 3600, 'poll'),
  patience: seconds(0.5, 60, 'patience'),
  certificate: z.boolean(),
  push_from: z.string(),
});
export type BoxValues = z.infer<typeof boxSchema>;

export function valuesOf(box: Gateway | null, trunk: number | null = null): BoxValues {
  return {
    trunk_id: String(box?.trunk_id ?? trunk ?? ''),
    driver: DRIVERS.find((one) => one === box?.driver) ?? 'dinstar',
    url: box?.url ?? '',
    username: box?.username ?? '',
    password: '',
    zone: box?.zone ?? 'Asia/Kolkata',
    poll: (box?.poll_interval_ms ?? 30_000) / 1000,
    patience: (box?.patience_ms ?? 5_000) / 1000,
    certificate: box?.accept_any_certificate ?? false,
    push_from: (box?.push_from ?? []).join('\n'),
  };
}

export function toGateway(values: BoxValues): GatewayWrite {
  return {
    trunk_id: Number(values.trunk_id),
    driver: values.driver,
    url: values.url.trim(),
    username: values.username.trim() === '' ? null : values.username.trim(),
    // Left out, the stored one stays.
    ...(values.password === '' ? {} : { password: values.password }),
    zone: values.zone.trim(),
    poll_interval_ms: Math.round(Number(values.poll) * 1000),
    patience_ms: Math.round(Number(values.patience) * 1000),
    accept_any_certificate: values.certificate,
    push_from: values.push_from.split(/[\s,]+/).filter((one) => one !== ''),
  };
}

/** Trunks that a box can be put on: GSM, and no other box has them. */
export function freeTrunks(trunks: readonly Trunk[], boxes: readonly Gateway[], mine?: number): Trunk[] {
  const taken = new Set(boxes.map((box) => box.trunk_id));
  return trunks.filter((trunk) => trunk.kind === 'gsm' && (trunk.id === mine || !taken.has(trunk.id)));
}
