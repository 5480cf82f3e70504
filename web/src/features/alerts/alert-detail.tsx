import { Group, Modal, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { ErrorState, Loading } from '@/components/states';
import { StatusBadge } from '@/components/status-badge';
import { alertKindsQuery, alertQuery } from '@/lib/api/alerts';
import type { AlertDetail as Detail, AlertNotice } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';
import { fullDateTime, number } from '@/lib/format/format';

import { AcknowledgeForm } from './acknowledge-form';
import { NOTICE_TONES, SEVERITY_TONES, STATE_TONES } from './tones';

export function AlertDetail({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation('alerts');
  const query = useQuery(alertQuery(id));
  const mayAcknowledge = useMay('alerts.acknowledge');
  const alert = query.data;
  return (
    <Modal opened onClose={onClose} size="lg" title={alert ? `${alert.title}: ${alert.subject}` : t('title')}>
      {query.error && !alert && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Loading rows={4} />}
      {alert && (
        <Stack gap="sm">
          <Facts alert={alert} />
          <Kind kind={alert.kind} />
          <Notices notices={alert.notices} />
          {mayAcknowledge && alert.state === 'open' && <AcknowledgeForm id={alert.id} onDone={onClose} />}
        </Stack>
      )}
    </Modal>
  );
}

function Facts({ alert }: { alert: Detail }) {
  const { t } = useTranslation('alerts');
  return (
    <>
      <Group gap="xs">
        <StatusBadge tone={SEVERITY_TONES[alert.severity]}>{t(`severities.${alert.severity}`)}</StatusBadge>
        <StatusBadge tone={STATE_TONES[alert.state]}>{t(`states.${alert.state}`)}</StatusBadge>
      </Group>
      <Text>{alert.text}</Text>
      <Stack gap={2} className="zx-muted">
        {alert.measured !== null && alert.threshold !== null && (
          <Text size="sm">{t('detail.measured', { measured: number(alert.measured), threshold: number(alert.threshold) })}</Text>
        )}
        <Text size="sm">{t('detail.since', { when: fullDateTime(alert.since), raised: fullDateTime(alert.raised_at) })}</Text>
        {alert.escalated_at !== null && <Text size="sm">{t('detail.escalated', { when: fullDateTime(alert.escalated_at) })}</Text>}
        {alert.acknowledged_at !== null && (
          <Text size="sm">{t('detail.acknowledged', { who: alert.acknowledged_by ?? '–', when: fullDateTime(alert.acknowledged_at) })}</Text>
        )}
        {alert.resolved_at !== null && <Text size="sm">{t('detail.resolved', { when: fullDateTime(alert.resolved_at) })}</Text>}
      </Stack>
      {alert.note !== null && <Text size="sm">{`${t('note')}: ${alert.note}`}</Text>}
    </>
  );
}

function Kind({ kind }: { kind: string }) {
  const { t } = useTranslation('alerts');
  const kinds = useQuery(alertKindsQuery);
  const entry = kinds.data?.items.find((one) => one.kind === kind);
  if (!entry) return null;
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {t('detail.meaning')}
      </Text>
      <Text size="sm">{entry.meaning}</Text>
      <Text size="sm" fw={600}>
        {t('detail.remedy')}
      </Text>
      <Text size="sm">{entry.remedy}</Text>
    </Stack>
  );
}

function Notices({ notices }: { notices: AlertNotice[] }) {
  const { t } = useTranslation('alerts');
  if (notices.length === 0)
    return (
      <Text size="sm" className="zx-muted">
        {t('detail.no_notices')}
      </Text>
    );
  return (
    <Table aria-label={t('detail.notices')} fz="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('notice.when')}</Table.Th>
          <Table.Th>{t('notice.what')}</Table.Th>
          <Table.Th>{t('notice.channel')}</Table.Th>
          <Table.Th>{t('notice.state')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {notices.map((notice) => (
          <Table.Tr key={`${notice.created_at} ${notice.what} ${notice.channel}`}>
            <Table.Td>{fullDateTime(notice.created_at)}</Table.Td>
            <Table.Td>{t(`notice.whats.${notice.what}`)}</Table.Td>
            <Table.Td>{t(`notice.channels.${notice.channel}`)}</Table.Td>
            <Table.Td>
              <StatusBadge tone={NOTICE_TONES[notice.state]}>{t(`notice.states.${notice.state}`)}</StatusBadge>{' '}
              <span className="zx-muted">
                {[
                  notice.attempts > 1 ? t('notice.tries', { count: notice.attempts }) : '',
                  notice.next_at === null ? '' : t('notice.next', { when: fullDateTime(notice.next_at) }),
                  notice.state === 'sent' ? '' : (notice.last_error ?? ''),
                ]
                  .filter((part) => part !== '')
                  .join(', ')}
              </span>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
