import { Button, Group, Modal, Table } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { FormError } from '@/components/form-error';
import { MessageStatusBadge } from '@/components/message-status';
import { notifyGood } from '@/components/notify';
import { ErrorState, Loading } from '@/components/states';
import { cancelMessage, messageQuery } from '@/lib/api/messages';
import type { MessageDetail } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';
import { fullDateTime, money, phone } from '@/lib/format/format';
import { languageName } from '@/lib/format/language';

import classes from './texts.module.css';

/** Everything known of one text: its way, its parts, its times. */
export function MessageDetails({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation('texts');
  const query = useQuery(messageQuery(id));
  return (
    <Modal opened onClose={onClose} title={t('details_title')} size="lg">
      {query.error !== null && !query.data && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Loading rows={6} height={26} />}
      {query.data && <Facts message={query.data} />}
    </Modal>
  );
}

function Facts({ message }: { message: MessageDetail }) {
  const { t } = useTranslation(['texts', 'common']);
  const queries = useQueryClient();
  const maySend = useMay('texts.send');
  const cancel = useMutation({
    mutationFn: () => cancelMessage(message.id),
    onSuccess: async () => {
      notifyGood(t('cancelled'));
      await queries.invalidateQueries({ queryKey: ['messages', 'one', message.id] });
      await queries.invalidateQueries({ queryKey: ['conversations'] });
    },
  });
  const time = (instant: string | null) => (instant === null ? null : fullDateTime(instant));
  const facts: [string, string | null][] = [
    [t('fact.number'), phone(message.phone_number)],
    [t('fact.by'), message.by],
    [t('fact.source'), t(`source.${message.source}`)],
    [t('fact.owner'), message.owner?.name ?? null],
    [t('fact.purpose'), t(`common:purpose.${message.purpose}`)],
    [t('fact.template'), message.template ? t('template_version', { code: message.template.code, version: message.template.version }) : null],
    [t('fact.dlt_entity'), message.dlt_entity_id],
    [t('fact.dlt_template'), message.dlt_template_id],
    [t('fact.language'), message.language === null ? null : languageName(message.language)],
    [t('fact.size'), `${t('common:text.count.characters', { count: message.characters, shown: String(message.characters) })} · ${t('common:text.parts', { count: message.parts })} · ${t(`common:text.encoding.${message.encoding}`)}`],
    [t('fact.route'), message.route === null ? null : [message.route.name, message.route.explanation].filter((part) => part !== '').join(': ')],
    [t('fact.sim'), message.route?.sim == null ? null : t('sim_port', { sim: message.route.sim, port: message.route.port ?? message.sim_slot ?? '–' })],
    [t('fact.sender'), message.sender],
    [t('fact.cost'), message.cost !== null && message.currency !== null ? money(message.cost, message.currency) : null],
    [t('fact.created'), time(message.created_at)],
    [t('fact.send_at'), time(message.send_at)],
    [t('fact.submitted'), time(message.submitted_at)],
    [t('fact.accepted'), time(message.accepted_at)],
    [t('fact.done'), time(message.done_at)],
    [t('fact.valid_until'), time(message.valid_until)],
    [t('fact.attempts'), message.attempts === 0 ? null : String(message.attempts)],
    [t('fact.decision'), message.gate_decision_id],
  ];
  return (
    <>
      <Group mb="sm" gap="sm">
        <MessageStatusBadge status={message.status} />
        <span>{t(`common:text.status_hint.${message.status}`)}</span>
      </Group>
      {message.error !== null && (
        <p className={classes['hint']} data-tone="warn">
          {message.error.text} <code className="zx-mono">{message.error.code}</code>
        </p>
      )}
      <dl className={classes['facts']}>
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      {message.part_list.length > 0 && (
        <Table mt="md" aria-label={t('parts')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('part')}</Table.Th>
              <Table.Th>{t('part_state')}</Table.Th>
              <Table.Th>{t('part_id')}</Table.Th>
              <Table.Th>{t('part_times')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {message.part_list.map((part) => (
              <Table.Tr key={part.number}>
                <Table.Td>{part.number}</Table.Td>
                <Table.Td>
                  <MessageStatusBadge status={part.status} /> {part.error}
                </Table.Td>
                <Table.Td className="zx-mono">{part.peer_id ?? '–'}</Table.Td>
                <Table.Td>{[part.submitted_at, part.done_at].filter((one) => one !== null).map((one) => fullDateTime(one)).join(' → ') || '–'}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <FormError error={cancel.error} />
      {maySend && message.direction === 'sent' && message.status === 'queued' && (
        <Group justify="flex-end" mt="md">
          <Button color="signal" variant="light" loading={cancel.isPending} onClick={() => cancel.mutate()} data-testid="text-cancel">
            {t('cancel_text')}
          </Button>
        </Group>
      )}
    </>
  );
}
