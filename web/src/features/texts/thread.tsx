import { Button } from '@mantine/core';
import { IconMessages } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Fragment, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { EmptyState, ErrorState, Loading } from '@/components/states';
import { readConversation, threadQuery } from '@/lib/api/messages';
import { useMay } from '@/lib/auth/session';
import { date, sameDay } from '@/lib/format/format';

import { Bubble } from './bubble';
import { MessageDetails } from './message-details';
import classes from './texts.module.css';

/** A conversation, the latest at the foot; what is shown counts as read. */
export function Thread({ thread }: { thread: string }) {
  const { t } = useTranslation(['texts', 'common']);
  const queries = useQueryClient();
  const query = useInfiniteQuery(threadQuery(thread));
  const mayRead = useMay('texts.send');
  const [opened, setOpened] = useState<string | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const messages = (query.data?.items ?? []).toReversed();
  const latest = messages.at(-1)?.id;
  const unread = messages.filter((message) => message.unread).at(-1)?.id;
  const { mutate: read } = useMutation({
    mutationFn: () => readConversation(thread),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['conversations', 'list'] }),
  });
  useEffect(() => {
    if (unread !== undefined && mayRead) read();
  }, [unread, mayRead, read]);
  useEffect(() => {
    if (frame.current) frame.current.scrollTop = frame.current.scrollHeight;
  }, [latest, thread]);

  return (
    // A region that scrolls takes the keys.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes['thread']} ref={frame} tabIndex={0} role="log" aria-label={t('thread')} data-testid="text-thread">
      {query.error !== null && !query.data && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Loading rows={4} height={44} />}
      {query.data?.items.length === 0 && (
        <EmptyState icon={<IconMessages size={26} stroke={1.5} aria-hidden />} title={t('no_texts')}>
          {t('no_texts_hint')}
        </EmptyState>
      )}
      {query.hasNextPage && (
        <Button variant="subtle" size="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('older')}
        </Button>
      )}
      {messages.length > 0 && (
        <ol>
          {messages.map((message, index) => {
            const before = messages[index - 1];
            return (
              <Fragment key={message.id}>
                {(!before || !sameDay(before.created_at, message.created_at)) && <li className={classes['day']}>{date(localDay(message.created_at))}</li>}
                <Bubble message={message} onOpen={() => setOpened(message.id)} />
              </Fragment>
            );
          })}
        </ol>
      )}
      {opened !== null && <MessageDetails id={opened} onClose={() => setOpened(null)} />}
    </div>
  );
}

/** `2026-11-29` of the reader's day. */
function localDay(instant: string): string {
  const at = new Date(instant);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
}
