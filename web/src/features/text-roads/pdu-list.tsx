import { Modal, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { EmptyState, ErrorState, Loading } from '@/components/states';
import type { SmscAccount } from '@/lib/api/schema.gen';
import { pdusQuery } from '@/lib/api/text-roads';
import { clockTime, fullDateTime } from '@/lib/format/format';

import classes from './text-roads.module.css';

/** The last PDUs of an account as they go by; numbers and content are masked by the server. */
export function PduList({ account, onClose }: { account: SmscAccount; onClose: () => void }) {
  const { t } = useTranslation('text-roads');
  const pdus = useQuery(pdusQuery(account.id));
  return (
    <Modal opened onClose={onClose} size="xl" title={t('pdu.title', { name: account.name })}>
      {pdus.error !== null && !pdus.data && <ErrorState error={pdus.error} onRetry={() => void pdus.refetch()} />}
      {pdus.isPending && <Loading rows={8} height={24} />}
      {pdus.data?.length === 0 && <EmptyState title={t('pdu.empty')}>{t('pdu.empty_hint')}</EmptyState>}
      {pdus.data && pdus.data.length > 0 && (
        // A region that scrolls takes the keys.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className={classes['pdus']} tabIndex={0} role="region" aria-label={t('pdu.title', { name: account.name })}>
          <Table stickyHeader aria-label={t('pdu.title', { name: account.name })} verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('pdu.at')}</Table.Th>
                <Table.Th>{t('bind.number')}</Table.Th>
                <Table.Th>{t('pdu.direction')}</Table.Th>
                <Table.Th>{t('pdu.command')}</Table.Th>
                <Table.Th>{t('pdu.sequence')}</Table.Th>
                <Table.Th>{t('pdu.status')}</Table.Th>
                <Table.Th>{t('pdu.detail')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {pdus.data.map((pdu, index) => (
                <Table.Tr key={`${pdu.at} ${pdu.bind} ${pdu.sequence} ${pdu.direction} ${index}`}>
                  <Table.Td title={fullDateTime(pdu.at)}>{clockTime(pdu.at)}</Table.Td>
                  <Table.Td>{pdu.bind}</Table.Td>
                  <Table.Td>{t(`pdu.${pdu.direction}`)}</Table.Td>
                  <Table.Td className="zx-mono">{pdu.command}</Table.Td>
                  <Table.Td>{pdu.sequence}</Table.Td>
                  <Table.Td className="zx-mono">{pdu.status}</Table.Td>
                  <Table.Td className="zx-mono">{pdu.detail}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </Modal>
  );
}
