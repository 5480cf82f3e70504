import { describe, expect, it } from 'vitest';

import type { AlertSettings } from '@/lib/api/schema.gen';

import { toSettings, valuesOf } from './delivery-values';

const stored: AlertSettings = {
  escalate_after_min: 15,
  remind_every_min: 240,
  email: {
    enabled: true,
    host: 'mail.example.org',
    port: 587,
    security: 'starttls',
    username: 'zenix',
    has_password: true,
    from: 'zenix@example.org',
    to: ['ops@example.org'],
    escalate_to: [],
    min_severity: 'warning',
    quiet: { from: '22:00', to: '07:00' },
  },
  webhook: { enabled: false, url: null, has_secret: true, min_severity: 'info', quiet: null },
};

describe('the delivery form', () => {
  it('gives back what it was given, and names no secret that was not typed', () => {
    const { has_password, ...email } = stored.email;
    const { has_secret, ...webhook } = stored.webhook;
    expect([has_password, has_secret]).toEqual([true, true]);
    expect(toSettings(valuesOf(stored))).toEqual({ escalate_after_min: 15, remind_every_min: 240, email, webhook });
  });

  it('sends a secret that was typed', () => {
    const values = valuesOf(stored);
    values.email.password = ' with spaces ';
    values.webhook.secret = 's3cret';
    expect(toSettings(values)).toMatchObject({ email: { password: ' with spaces ' }, webhook: { secret: 's3cret' } });
  });

  it('takes the password away with the username', () => {
    const values = valuesOf(stored);
    values.email.username = ' ';
    expect(toSettings(values).email).toMatchObject({ username: null, password: null });
  });
});
