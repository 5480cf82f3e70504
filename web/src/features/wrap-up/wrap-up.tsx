import { zodResolver } from '@hookform/resolvers/zod';
import { Button, Checkbox, Group, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { Controller, useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';

import { ErrorState, Loading } from '@/components/states';
import { customerQuery, dispositionsQuery } from '@/lib/api/customers';
import type { Call, Disposition } from '@/lib/api/schema.gen';
import { duration, phone } from '@/lib/format/format';
import { dayThere } from '@/lib/format/zoned';
import { inTextField } from '@/lib/hotkeys/hotkeys';
import { useNotesDraft } from '@/lib/notes-draft';

import { CallbackFields } from './callback-fields';
import { DispositionPicker } from './disposition-picker';
import { type ContactResult, grouped, onDigit } from './group';
import { EMPTY_VALUES, outcomeSchema, type OutcomeProblem, type OutcomeValues } from './outcome-form';
import { PromiseFields } from './promise-fields';
import { useSaveOutcome } from './use-save-outcome';
import classes from './wrap-up.module.css';

/** Opens by itself when a call has ended and stays until its outcome is saved. */
export function WrapUp({ call }: { call: Call }) {
  const { t } = useTranslation(['wrap-up', 'common']);
  const dispositions = useQuery(dispositionsQuery);
  return (
    <section className={`zx-panel ${classes['panel'] ?? ''}`} aria-label={t('title')} data-testid="wrap-up">
      <div className={classes['head']}>
        <h2>{t('title')}</h2>
        <span className="zx-muted">
          {call.customer?.name ?? phone(call.phone_number)}
          {' · '}
          {t('ended', { status: t(`common:call_status.${call.call_status}`), duration: duration(call.call_duration) })}
        </span>
      </div>
      {dispositions.isPending && <Loading rows={3} />}
      {dispositions.error && <ErrorState error={dispositions.error} onRetry={() => void dispositions.refetch()} />}
      {dispositions.data && <OutcomeForm call={call} dispositions={dispositions.data} />}
    </section>
  );
}

function OutcomeForm({ call, dispositions }: { call: Call; dispositions: Disposition[] }) {
  const { t } = useTranslation('wrap-up');
  const box = useRef<HTMLFormElement>(null);
  const customer = useQuery({ ...customerQuery(call.customer?.id ?? 0), enabled: call.customer !== null }).data;
  const zone = customer?.time_zone ?? 'Asia/Kolkata';
  const currency = customer?.currency ?? 'INR';
  const groups = useMemo(() => grouped(dispositions), [dispositions]);
  const find = (code: string) => dispositions.find((one) => one.code === code);
  const [column, setColumn] = useState<ContactResult | null>(call.answered_at === null ? 'no_contact' : null);
  const form = useForm<OutcomeValues>({
    resolver: zodResolver(outcomeSchema(find, dayThere(zone, 0))),
    defaultValues: { ...EMPTY_VALUES, notes: useNotesDraft.getState().notes[call.id] ?? '' },
  });
  const code = useWatch({ control: form.control, name: 'disposition' });
  const chosen = find(code);
  const { save, pending, failure } = useSaveOutcome(call, form, find, currency);
  const errors = form.formState.errors;
  const message = (field: keyof OutcomeValues): string | undefined => {
    const error = errors[field];
    if (!error?.message) return undefined;
    return error.type === 'server' ? error.message : t(error.message as OutcomeProblem);
  };

  useEffect(() => {
    if (!inTextField(document.activeElement)) box.current?.focus();
  }, []);

  const pick = (picked: string) => {
    form.setValue('disposition', picked, { shouldValidate: form.formState.isSubmitted });
    form.setValue('confirmed', false);
    setColumn(find(picked)?.contact_result ?? null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && event.ctrlKey) {
      event.preventDefault();
      save('ready');
      return;
    }
    if (inTextField(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = onDigit(groups, column, event.key);
    if (!step) return;
    event.preventDefault();
    if ('code' in step) pick(step.code);
    else setColumn(step.column);
  };
  return (
    // The digits work wherever the focus is inside the form, text fields apart.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      ref={box}
      className={classes['form']}
      tabIndex={-1}
      noValidate
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        save('ready');
      }}
    >
      <DispositionPicker groups={groups} column={column} value={code} error={message('disposition')} onPick={pick} />
      {chosen?.adds_to_dnc && (
        <Text size="sm" c="var(--zx-bad)">
          {t('adds_dnc')}
        </Text>
      )}
      {chosen?.needs_confirmation && (
        <Controller
          control={form.control}
          name="confirmed"
          render={({ field }) => (
            <Checkbox label={t('confirm')} checked={field.value} onChange={(event) => field.onChange(event.currentTarget.checked)} error={message('confirmed')} data-testid="outcome-confirm" />
          )}
        />
      )}
      {chosen?.needs_promise && <PromiseFields form={form} customer={customer} currency={currency} message={message} />}
      {chosen?.needs_callback && <CallbackFields form={form} call={call} timeZone={zone} message={message} />}
      <Textarea label={t('notes')} placeholder={t('notes_placeholder')} autosize minRows={2} maxRows={5} data-testid="outcome-notes" error={message('notes')} {...form.register('notes')} />
      {failure !== undefined && (
        <Text size="sm" c="var(--zx-bad)" role="alert">
          {failure}
        </Text>
      )}
      <Group justify="flex-end" gap="xs" className={classes['actions'] ?? ''}>
        <Button variant="default" loading={pending} onClick={() => save('paused')} data-testid="outcome-save-pause">
          {t('save_pause')}
        </Button>
        <Button type="submit" loading={pending} data-testid="outcome-save">
          {t('save_ready')}
        </Button>
      </Group>
    </form>
  );
}
