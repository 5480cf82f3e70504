import { Anchor, Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { StatusBadge } from '@/components/status-badge';
import type { Conversation } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';
import { phone } from '@/lib/format/format';
import { languageName } from '@/lib/format/language';

import { AssignDialog } from './assign-dialog';
import { Composer } from './composer';
import classes from './texts.module.css';
import { Thread } from './thread';

interface Props {
  thread: string;
  /** As the list knows it; a thread opened by its address may not be on its first page. */
  conversation: Conversation | undefined;
  onMoved: (key: string) => void;
  onOpenCustomer: ((id: number) => void) | undefined;
}

/** A conversation of the inbox: who it is with, whose it is, what was said, and the answer. */
export function ConversationPane({ thread, conversation, onMoved, onOpenCustomer }: Props) {
  const { t } = useTranslation('texts');
  const maySend = useMay('texts.send');
  const mayAssign = useMay('texts.assign');
  const [assigning, setAssigning] = useState(false);
  const customer = conversation?.customer ?? null;
  const customerId = customer?.id ?? (/^c\d+$/.test(thread) ? Number(thread.slice(1)) : null);
  const number = conversation?.phone_number ?? (customerId === null ? thread : undefined);
  const answerable = number?.startsWith('+') === true;
  return (
    <>
      <header className={classes['head']}>
        <div>
          <h2>{customer?.name ?? (number === undefined ? t('conversation') : phone(number))}</h2>
          <span className="zx-muted">
            {[customer && number !== undefined ? phone(number) : null, conversation?.language == null ? null : languageName(conversation.language), t('belongs_to', { name: conversation?.owner?.name ?? t('nobody') })]
              .filter((part) => part !== null)
              .join(' · ')}
          </span>
        </div>
        <Group gap="xs">
          {conversation?.opted_out === true && <StatusBadge tone="warn">{t('opted_out')}</StatusBadge>}
          {customerId !== null && onOpenCustomer && (
            <Anchor component="button" type="button" size="sm" onClick={() => onOpenCustomer(customerId)}>
              {t('open_borrower')}
            </Anchor>
          )}
          {mayAssign && conversation && (
            <Button size="xs" variant="default" onClick={() => setAssigning(true)} data-testid="text-assign">
              {t('assign')}
            </Button>
          )}
        </Group>
      </header>
      <Thread thread={thread} />
      {maySend && number !== undefined && answerable && <Composer thread={thread} customerId={customerId} number={number} />}
      {maySend && number !== undefined && !answerable && <p className={classes['head']}>{t('no_reply')}</p>}
      {assigning && conversation && <AssignDialog conversation={conversation} onMoved={onMoved} onClose={() => setAssigning(false)} />}
    </>
  );
}
