import { useMutation } from '@tanstack/react-query';

import { startCall, type StartCall } from './api/calls';
import { useLive } from './events/live-store';
import { warmUpMicrophone } from './softphone/microphone';

/** Starts a call by one click; what follows comes over the event stream. */
export function useDial() {
  return useMutation({
    mutationFn: (body: StartCall) => {
      warmUpMicrophone();
      return startCall(body, crypto.randomUUID());
    },
  });
}

export type DialBlock = 'in_call' | 'outcome' | 'phone' | null;

/** Why a call cannot be started from here now, apart from the law. */
export function useDialBlock(): DialBlock {
  const me = useLive((live) => live.me);
  if (me.call) return 'in_call';
  if (me.needs_outcome) return 'outcome';
  // The server decides by what it knows of the phone.
  if (me.agent?.phone_online !== true) return 'phone';
  return null;
}
