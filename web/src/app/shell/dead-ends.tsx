import { Button, Stack, Text, Title } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

export function NotFound() {
  const { t } = useTranslation('app');
  return (
    <Stack align="center" justify="center" h="100%" gap="xs">
      <Title order={1} size="h3">
        {t('not_found')}
      </Title>
      <Text>{t('not_found_hint')}</Text>
      <Button component={Link} to="/">
        {t('to_start')}
      </Button>
    </Stack>
  );
}

/** The server could not say who is signed in: wait for it. */
export function BootFailed({ reset }: { reset: () => void }) {
  const { t } = useTranslation(['app', 'common']);
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      reset();
      void router.invalidate();
    }, 3_000);
    return () => clearInterval(timer);
  }, [router, reset]);
  return (
    <Stack align="center" justify="center" h="100%" gap="xs" role="alert">
      <Title order={1} size="h3">
        {t('boot.failed')}
      </Title>
      <Text>{t('boot.failed_hint')}</Text>
      <Button
        onClick={() => {
          reset();
          void router.invalidate();
        }}
      >
        {t('common:retry')}
      </Button>
    </Stack>
  );
}
