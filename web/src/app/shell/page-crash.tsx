import { Button, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** A fault in one page: rail, call bar and audio go on. */
export function PageCrash({ error }: { error: unknown }) {
  const { t } = useTranslation('common');
  return (
    <Stack align="center" justify="center" h="100%" gap="xs" role="alert">
      <Title order={1} size="h3">
        {t('error.crash')}
      </Title>
      <Text>{t('error.crash_hint')}</Text>
      <Text size="xs" className="zx-mono zx-muted">
        {String(error)}
      </Text>
      <Button onClick={() => window.location.reload()}>{t('error.reload')}</Button>
    </Stack>
  );
}
