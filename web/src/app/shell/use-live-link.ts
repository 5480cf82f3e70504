import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { notifyError, notifyGood, notifyWarning } from '@/components/notify';
import { useUser } from '@/lib/auth/session';
import { connectEvents } from '@/lib/events/connect';
import { useLive } from '@/lib/events/live-store';
import { releaseStalePhone, startPhone } from '@/lib/softphone/phone-store';

const SHOW = { info: notifyGood, warning: notifyWarning, error: notifyError };

/** Runs the event stream and the phone while somebody is signed in. */
export function useLiveLink(hasPhone: boolean): void {
  const queries = useQueryClient();
  const { role, id } = useUser();
  useEffect(
    () => connectEvents(role, queries, (notice) => SHOW[notice.level](notice.text)),
    // A new person is a new stream.
    [role, id, queries],
  );
  useEffect(() => (hasPhone ? startPhone() : undefined), [hasPhone, id]);

  // The server says I am in no call: audio whose signalling was lost has nobody left to end it.
  const idle = useLive((live) => live.known && live.me.call === null);
  useEffect(() => {
    if (!idle) return;
    const timer = setTimeout(releaseStalePhone, 2_000);
    return () => clearTimeout(timer);
  }, [idle]);
}
