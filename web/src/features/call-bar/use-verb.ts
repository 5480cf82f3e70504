import { useMutation } from '@tanstack/react-query';

import { errorText } from '@/components/error-text';
import { notifyError } from '@/components/notify';

/** Sends a verb to the server; the page changes when the server says that the call did. */
export function useVerb() {
  return useMutation({
    mutationFn: (verb: () => Promise<unknown>) => verb(),
    onError: (error) => notifyError(errorText(error)),
  });
}
