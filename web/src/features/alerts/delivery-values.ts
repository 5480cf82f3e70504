import type { AlertSettings, AlertSettingsWrite, QuietHours, Severity } from '@/lib/api/schema.gen';

/** The settings as the form holds them: what is not set is an empty text, and so is a secret that stays. */
export interface DeliveryValues {
  escalate_after_min: number;
  remind_every_min: number;
  email: {
    enabled: boolean;
    host: string;
    port: number;
    security: 'none' | 'starttls' | 'tls';
    username: string;
    password: string;
    from: string;
    to: string[];
    escalate_to: string[];
    min_severity: Severity;
    quiet_from: string;
    quiet_to: string;
  };
  webhook: { enabled: boolean; url: string; secret: string; min_severity: Severity; quiet_from: string; quiet_to: string };
}

export function valuesOf({ email, webhook, ...rest }: AlertSettings): DeliveryValues {
  return {
    ...rest,
    email: {
      enabled: email.enabled,
      host: email.host ?? '',
      port: email.port,
      security: email.security,
      username: email.username ?? '',
      password: '',
      from: email.from ?? '',
      to: email.to,
      escalate_to: email.escalate_to,
      min_severity: email.min_severity,
      quiet_from: email.quiet?.from ?? '',
      quiet_to: email.quiet?.to ?? '',
    },
    webhook: {
      enabled: webhook.enabled,
      url: webhook.url ?? '',
      secret: '',
      min_severity: webhook.min_severity,
      quiet_from: webhook.quiet?.from ?? '',
      quiet_to: webhook.quiet?.to ?? '',
    },
  };
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
const quietOf = (from: string, to: string): QuietHours | null => (from === '' || to === '' ? null : { from, to });

export function toSettings({ email, webhook, ...rest }: DeliveryValues): AlertSettingsWrite {
  const { quiet_from, quiet_to, password, ...mail } = email;
  return {
    ...rest,
    email: {
      ...mail,
      host: orNull(mail.host),
      username: orNull(mail.username),
      from: orNull(mail.from),
      quiet: quietOf(quiet_from, quiet_to),
      // No username, no password; else an empty field keeps the one that is set.
      ...(mail.username.trim() === '' ? { password: null } : password === '' ? {} : { password }),
    },
    webhook: {
      enabled: webhook.enabled,
      url: orNull(webhook.url),
      min_severity: webhook.min_severity,
      quiet: quietOf(webhook.quiet_from, webhook.quiet_to),
      ...(webhook.secret === '' ? {} : { secret: webhook.secret }),
    },
  };
}
