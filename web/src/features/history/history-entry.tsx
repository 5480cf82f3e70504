import { IconCalendarTime, IconCoin, IconMessage, IconMessageReply, IconNote, IconPhoneIncoming, IconPhoneOutgoing } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { CallStatusBadge } from '@/components/call-status';
import { MessageStatusBadge } from '@/components/message-status';
import { RecordingPlayer } from '@/components/recording-player';
import { dispositionsQuery } from '@/lib/api/customers';
import type { HistoryItem } from '@/lib/api/schema.gen';
import { date, dateTime, duration, fullDateTime, money, phone } from '@/lib/format/format';

import classes from './history.module.css';

const ICONS = { note: IconNote, promise: IconCoin, callback: IconCalendarTime };

function KindIcon({ item: { kind, call, message } }: { item: HistoryItem }) {
  const look = { size: 16, stroke: 1.8, 'aria-hidden': true };
  if (kind === 'call') return call?.call_direction === 'inbound' ? <IconPhoneIncoming {...look} /> : <IconPhoneOutgoing {...look} />;
  if (kind === 'message') return message?.direction === 'received' ? <IconMessageReply {...look} /> : <IconMessage {...look} />;
  const Icon = ICONS[kind];
  return <Icon {...look} />;
}

function useDispositionLabel(code: string | null | undefined): string | null {
  const { data } = useQuery(dispositionsQuery);
  if (code == null) return null;
  return data?.find((one) => one.code === code)?.label ?? code;
}

export function HistoryEntry({ item }: { item: HistoryItem }) {
  const { t } = useTranslation(['history', 'common']);
  const { call, promise, callback, message } = item;
  const disposition = useDispositionLabel(call?.disposition);
  return (
    <li className={classes['item']} data-testid="history-item" data-kind={item.kind}>
      <span className={classes['icon']}>
        <KindIcon item={item} />
      </span>
      <div className={classes['content']}>
        <div className={classes['line']}>
          <span className={classes['title']}>
            {call ? t(`common:direction.${call.call_direction}`) : message ? t(`common:text.${message.direction}`) : t(`kind.${item.kind}`)}
            {disposition !== null && ` · ${disposition}`}
          </span>
          <time dateTime={item.at} title={fullDateTime(item.at)}>
            {dateTime(item.at)}
          </time>
        </div>
        {call && (
          <div className={classes['line']}>
            <span className="zx-muted">{phone(call.phone_number)}</span>
            <span className={classes['tail']}>
              {call.call_duration > 0 && <span className="zx-muted">{t('talked', { duration: duration(call.call_duration) })}</span>}
              <CallStatusBadge status={call.call_status} />
            </span>
          </div>
        )}
        {message && (
          <div className={classes['line']}>
            <span className="zx-muted">{phone(message.phone_number)}</span>
            <span className={classes['tail']}>{message.direction === 'sent' && <MessageStatusBadge status={message.status} />}</span>
          </div>
        )}
        {promise && (
          <p>
            {t('promise_is', { amount: money(promise.amount, promise.currency), date: date(promise.due_date) })}
            <span className="zx-muted">{` · ${t(`promise_state.${promise.state}`)}`}</span>
          </p>
        )}
        {callback && (
          <p>
            {t('callback_is', { time: callback.due_local })}
            <span className="zx-muted">{` · ${t(`callback_state.${callback.state}`)}`}</span>
          </p>
        )}
        {item.text !== null && item.text !== '' && <p className={classes['text']}>{item.text}</p>}
        {message?.error != null && message.error !== '' && <p className={classes['fault']}>{message.error}</p>}
        {item.by !== null && <span className={classes['by']}>{item.by}</span>}
        {call?.has_recording && <RecordingPlayer callId={call.id} />}
      </div>
    </li>
  );
}
