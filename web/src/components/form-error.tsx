import { Text } from '@mantine/core';

import { errorText } from './error-text';
import { isAtField } from './field-error';

/** What the server said about a form, unless one of its `fields` shows it. */
export function FormError({ error, fields = [] }: { error: unknown; fields?: readonly string[] }) {
  if (error == null || isAtField(error, fields)) return null;
  return (
    <Text size="sm" c="var(--zx-bad)" role="alert">
      {errorText(error)}
    </Text>
  );
}
