import { Radio, ScrollArea, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { ErrorState, Loading } from '@/components/states';
import { colleaguesQuery } from '@/lib/api/colleagues';

import classes from './call-bar.module.css';

interface Props {
  value: string | null;
  error: string | undefined;
  onPick: (userId: string) => void;
}

/** Who can take a call now; the others are shown with what keeps them from it. */
export function ColleagueList({ value, error, onPick }: Props) {
  const { t } = useTranslation(['call-bar', 'common']);
  const colleagues = useQuery(colleaguesQuery);
  if (colleagues.isPending) return <Loading rows={2} />;
  if (colleagues.error) return <ErrorState error={colleagues.error} onRetry={() => void colleagues.refetch()} />;
  if (colleagues.data.length === 0) {
    return (
      <Text size="sm" className="zx-muted">
        {t('transfer.nobody')}
      </Text>
    );
  }
  return (
    <Radio.Group label={t('transfer.person')} value={value} onChange={onPick} error={error}>
      <ScrollArea.Autosize mah={220} mt={6}>
        <Stack gap={8} p={2}>
          {colleagues.data.map((one) => (
            <Radio
              key={one.user_id}
              value={String(one.user_id)}
              disabled={!one.available}
              label={one.display_name}
              description={one.available ? t('transfer.free') : t(`common:state.${one.state}`)}
              classNames={{ label: classes['person'] ?? '' }}
              data-testid={`colleague-${one.user_id}`}
            />
          ))}
        </Stack>
      </ScrollArea.Autosize>
    </Radio.Group>
  );
}
