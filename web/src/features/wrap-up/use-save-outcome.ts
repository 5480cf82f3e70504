import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { UseFormReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';

import { errorText } from '@/components/error-text';
import { notifyGood } from '@/components/notify';
import { putOutcome } from '@/lib/api/calls';
import { isApiError } from '@/lib/api/problem';
import type { Call, Disposition, Outcome } from '@/lib/api/schema.gen';
import { settleOutcome } from '@/lib/events/live-store';
import { useNotesDraft } from '@/lib/notes-draft';

import { fieldOf, type OutcomeValues, toOutcome } from './outcome-form';

export function useSaveOutcome(call: Call, form: UseFormReturn<OutcomeValues>, find: (code: string) => Disposition | undefined, currency: string) {
  const { t } = useTranslation(['wrap-up', 'common']);
  const queries = useQueryClient();
  const mutation = useMutation({
    mutationFn: (outcome: Outcome) => putOutcome(call.id, outcome),
    onSuccess: (saved) => {
      // The server's own answer, not a guess: it has the outcome.
      settleOutcome(saved);
      useNotesDraft.getState().clear(call.id);
      notifyGood(t('saved'));
      void queries.invalidateQueries({ queryKey: ['callbacks'] });
      void queries.invalidateQueries({ queryKey: ['calls'] });
      if (call.customer) void queries.invalidateQueries({ queryKey: ['customers'] });
    },
    onError: (error) => {
      const field = isApiError(error) ? fieldOf(error.field) : null;
      if (field) form.setError(field, { type: 'server', message: errorText(error) });
    },
  });
  const save = (next: 'ready' | 'paused') => {
    void form.handleSubmit((values) => {
      const chosen = find(values.disposition);
      if (chosen) mutation.mutate(toOutcome(values, chosen, currency, next));
    })();
  };
  const atField = isApiError(mutation.error) && fieldOf(mutation.error.field) !== null;
  return { save, pending: mutation.isPending, failure: mutation.error && !atField ? errorText(mutation.error) : undefined };
}
