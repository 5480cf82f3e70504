import { useEffect, useState } from 'react';

import { serverNow } from '@/lib/clock';
import { duration } from '@/lib/format/format';

/** Time since (or until) an instant of the server, running. */
export function Timer({ since, until, className }: { since?: string; until?: string; className?: string }) {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 500);
    return () => clearInterval(timer);
  }, []);
  const ms = since === undefined ? Date.parse(until ?? '') - now : now - Date.parse(since);
  return (
    <span className={className} role="timer">
      {duration(Number.isNaN(ms) ? 0 : ms / 1000)}
    </span>
  );
}
