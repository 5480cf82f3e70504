import { Text } from '@mantine/core';

import { errorText } from './error-text';

/** What the server said about a form, unless a field already shows it. */
export function FormError({ error, shown = false }: { error: unknown; shown?: boolean }) {
  if (error == null || shown) return null;
  return (
    <Text size="sm" c="var(--zx-bad)" role="alert">
      {errorText(error)}
    </Text>
  );
}
