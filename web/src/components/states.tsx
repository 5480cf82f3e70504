import { Alert, Button, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { errorText } from './error-text';

export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation('common');
  return (
    <Alert color="signal" icon={<IconAlertTriangle aria-hidden />} title={t('error.title')} m="sm" role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{errorText(error)}</Text>
        {onRetry && (
          <Button size="compact-sm" variant="default" onClick={onRetry}>
            {t('retry')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

export function EmptyState({ icon, title, children }: { icon?: ReactNode; title: string; children?: ReactNode }) {
  return (
    <Stack align="center" gap={6} p="xl" ta="center" className="zx-muted">
      {icon}
      <Text fw={600} size="sm" c="var(--zx-ink)">
        {title}
      </Text>
      {children !== undefined && <Text size="sm">{children}</Text>}
    </Stack>
  );
}

export function Loading({ rows = 5, height = 38 }: { rows?: number; height?: number }) {
  const { t } = useTranslation('common');
  return (
    <Stack gap={8} p="sm" aria-busy="true" aria-label={t('loading')} role="status">
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={height} radius="sm" />
      ))}
    </Stack>
  );
}
