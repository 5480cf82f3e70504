import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { MessageStatusBadge } from '@/components/message-status';
import type { Message } from '@/lib/api/schema.gen';
import { clockTime, fullDateTime, money, timeOfDay } from '@/lib/format/format';

import classes from './texts.module.css';

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** When it came to be what it is. */
function stateTime(message: Message): string {
  switch (message.status) {
    case 'submitted':
      return message.submitted_at ?? message.updated_at;
    case 'accepted':
      return message.accepted_at ?? message.updated_at;
    default:
      return message.done_at ?? message.updated_at;
  }
}

/** One text of a thread: its words, its state with the time of it, and what was wrong. */
export function Bubble({ message, onOpen }: { message: Message; onOpen: () => void }) {
  const { t } = useTranslation(['texts', 'common']);
  const sent = message.direction === 'sent';
  const since = stateTime(message);
  return (
    <li className={classes['bubble']} data-direction={message.direction} data-testid="text-bubble" data-status={message.status}>
      <p lang={message.language ?? undefined}>{message.message}</p>
      {message.error !== null && <p className={classes['fault']}>{message.error.text}</p>}
      <div className={classes['meta']}>
        <time dateTime={message.created_at} title={fullDateTime(message.created_at)}>
          {timeOfDay(message.created_at, zone)}
        </time>
        {sent && message.by !== null && <span>{message.by}</span>}
        {sent && <MessageStatusBadge status={message.status} />}
        {sent && (
          <time dateTime={since} title={fullDateTime(since)}>
            {message.status === 'queued' && message.send_at !== null ? t('planned_for', { time: fullDateTime(message.send_at) }) : clockTime(since)}
          </time>
        )}
        {sent && message.cost !== null && message.currency !== null && <span>{money(message.cost, message.currency)}</span>}
        <Button size="compact-xs" variant="subtle" onClick={onOpen} aria-label={t('details_of', { time: fullDateTime(message.created_at) })}>
          {t('details')}
        </Button>
      </div>
    </li>
  );
}
