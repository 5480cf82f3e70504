import type { Tone } from '@/components/status-badge';
import type { Alert, AlertNotice, Severity } from '@/lib/api/schema.gen';

export const SEVERITY_TONES: Record<Severity, Tone> = { critical: 'bad', warning: 'warn', info: 'info' };
export const STATE_TONES: Record<Alert['state'], Tone> = { open: 'bad', acknowledged: 'info', resolved: 'good' };
export const NOTICE_TONES: Record<AlertNotice['state'], Tone> = { waiting: 'info', sent: 'good', given_up: 'bad', skipped: 'quiet' };
