import { isApiError } from '@/lib/api/problem';

import { errorText } from './error-text';

/** The server names parts as `promise.amount` or `codecs[0]`: such a part belongs to the field it is in. */
function isAt(part: string | undefined, field: string): boolean {
  return part !== undefined && (part === field || part.startsWith(`${field}.`) || part.startsWith(`${field}[`));
}

/** What the server says against this field of a form; undefined when it refused something else. */
export function fieldError(error: unknown, field: string): string | undefined {
  return isApiError(error) && isAt(error.field, field) ? errorText(error) : undefined;
}

/** Is the refusal shown at one of these fields already? */
export function isAtField(error: unknown, fields: readonly string[]): boolean {
  return fields.some((field) => fieldError(error, field) !== undefined);
}
