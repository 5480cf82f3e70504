import { Button, Group, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { StatusBadge, type Tone } from '@/components/status-badge';
import type { SmscAccount, SmscStatus } from '@/lib/api/schema.gen';
import { dateTime, fullDateTime, money, number } from '@/lib/format/format';

import classes from './text-roads.module.css';

const TONES: Record<SmscStatus['state'], Tone> = { off: 'quiet', up: 'good', partly: 'warn', down: 'bad' };
const BIND_TONES: Record<SmscStatus['binds'][number]['state'], Tone> = { down: 'bad', connecting: 'warn', binding: 'warn', bound: 'good', closing: 'warn' };

interface Props {
  account: SmscAccount;
  onEdit: (() => void) | undefined;
  onWatch: (() => void) | undefined;
}

export function AccountCard({ account, onEdit, onWatch }: Props) {
  const { t } = useTranslation('text-roads');
  const { status } = account;
  const limit = account.smpp && account.smpp.rate_per_s > 0 ? t('account.rate_of', { now: status.sent_per_s.toFixed(1), most: number(account.smpp.rate_per_s) }) : t('account.rate', { now: status.sent_per_s.toFixed(1) });
  const figures: [string, string][] = [
    [t('account.sending'), limit],
    [t('account.in_flight'), t('account.of', { now: number(status.in_flight), most: number(status.window) })],
    [t('account.queued'), number(status.queued)],
    [t('account.errors_today'), number(status.errors_today)],
    [t('account.part_price'), account.price_minor === null ? '–' : money(account.price_minor, account.currency)],
  ];
  return (
    <article className={`zx-panel ${classes['card'] ?? ''}`} aria-label={account.name} data-testid={`account-${account.name}`}>
      <Group justify="space-between" align="flex-start">
        <div>
          <h2 className={classes['name']}>
            {account.name} <StatusBadge tone={TONES[status.state]}>{t(`states.${status.state}`)}</StatusBadge>
          </h2>
          <span className="zx-muted">
            {[t(`kinds.${account.kind}`), account.smpp ? `${account.smpp.system_id} @ ${account.smpp.host}:${account.smpp.port}${account.smpp.tls ? ' · TLS' : ''}` : account.http?.url, account.sender].filter((part) => part != null).join(' · ')}
          </span>
        </div>
        <Group gap="xs">
          {onWatch && (
            <Button size="xs" variant="default" onClick={onWatch}>
              {t('account.pdus')}
            </Button>
          )}
          {onEdit && (
            <Button size="xs" variant="default" onClick={onEdit}>
              {t('account.change')}
            </Button>
          )}
        </Group>
      </Group>
      {status.detail !== '' && <p className={classes['detail']}>{status.detail}</p>}
      <dl className={classes['figures']}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {status.last_error !== null && (
        <p className={classes['fault']}>
          {status.last_error_at === null ? status.last_error : t('account.last_error', { text: status.last_error, time: fullDateTime(status.last_error_at) })}
        </p>
      )}
      {status.binds.length > 0 && (
        <div className={classes['scroll']}>
          <Table aria-label={t('account.binds_of', { name: account.name })}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('bind.number')}</Table.Th>
                <Table.Th>{t('bind.mode')}</Table.Th>
                <Table.Th>{t('bind.state')}</Table.Th>
                <Table.Th>{t('bind.since')}</Table.Th>
                <Table.Th>{t('bind.window')}</Table.Th>
                <Table.Th>{t('bind.detail')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {status.binds.map((bind) => (
                <Table.Tr key={bind.number}>
                  <Table.Td>{bind.number}</Table.Td>
                  <Table.Td>{t(`modes.${bind.mode}`)}</Table.Td>
                  <Table.Td>
                    <StatusBadge tone={BIND_TONES[bind.state]}>{t(`bind_states.${bind.state}`)}</StatusBadge> {bind.throttled && <StatusBadge tone="warn">{t('bind.throttled')}</StatusBadge>}
                  </Table.Td>
                  <Table.Td title={fullDateTime(bind.since)}>{dateTime(bind.since)}</Table.Td>
                  <Table.Td>{t('account.of', { now: number(bind.in_flight), most: number(bind.window) })}</Table.Td>
                  <Table.Td>{bind.detail === '' ? '–' : bind.detail}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </article>
  );
}
