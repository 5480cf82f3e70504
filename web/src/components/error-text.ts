import i18next from 'i18next';

import { isApiError } from '@/lib/api/problem';

/** What a person reads for an error: the server's own words where it said some. */
export function errorText(error: unknown): string {
  if (isApiError(error)) return error.status === 0 ? i18next.t('common:error.unreachable') : error.message;
  return error instanceof Error ? error.message : String(error);
}
