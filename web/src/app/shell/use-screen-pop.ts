import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';

import { useLive } from '@/lib/events/live-store';

/** The borrower who calls (or was called) opens by itself, wherever the telecaller was. */
export function useScreenPop(enabled: boolean): void {
  const navigate = useNavigate();
  const pop = useLive((live) => live.pop);
  const callId = useLive((live) => live.me.call?.id);
  const customerId = useLive((live) => live.me.call?.customer?.id);

  useEffect(() => {
    if (!enabled || !pop) return;
    useLive.setState({ pop: null });
    void navigate({ to: '/desk', search: pop.customer_id === null ? {} : { customer: pop.customer_id } });
  }, [enabled, pop, navigate]);

  // A reload in a call, or a call started elsewhere: the borrower of the call is shown too.
  useEffect(() => {
    if (!enabled || callId === undefined || customerId === undefined) return;
    void navigate({ to: '/desk', search: { customer: customerId } });
  }, [enabled, callId, customerId, navigate]);
}
