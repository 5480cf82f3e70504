import { Button, Checkbox, Select, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconClock, IconSend } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { errorText } from '@/components/error-text';
import { GateVerdict } from '@/components/gate-verdict';
import { notifyGood } from '@/components/notify';
import { TextCount } from '@/components/text-count';
import { customerQuery } from '@/lib/api/customers';
import { gateQuery } from '@/lib/api/gate';
import { previewQuery, sendMessage, templatesQuery, threadQuery } from '@/lib/api/messages';
import { isApiError } from '@/lib/api/problem';
import type { MessageWrite } from '@/lib/api/schema.gen';
import { dateTime, phone } from '@/lib/format/format';
import { languageName } from '@/lib/format/language';
import { inTextField, useHotkey } from '@/lib/hotkeys/hotkeys';

import { type Draft, emptyDraft, useDrafts } from './drafts';
import classes from './texts.module.css';
import { contentOf, fieldsToFill, isReady, isRegistered, type Later, sendAt } from './wish';

interface Props {
  thread: string;
  customerId: number | null;
  /** The number that is written to unless another of the borrower's is chosen. */
  number: string;
}

const BLANK = emptyDraft();

export function Composer({ thread, customerId, number }: Props) {
  const { t } = useTranslation(['texts', 'common']);
  const queries = useQueryClient();
  const draft = useDrafts((all) => all.drafts[thread]) ?? BLANK;
  const change = (part: Partial<Draft>) => useDrafts.getState().set(thread, part);
  const [chosen, setChosen] = useState<string | null>(null);
  const [later, setLater] = useState<Later>({ on: false, at: '' });
  const [waitLawful, setWaitLawful] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);

  const customer = useQuery({ ...customerQuery(customerId ?? 0), enabled: customerId !== null }).data;
  const templates = useInfiniteQuery(templatesQuery(true)).data?.items ?? [];
  const template = templates.find((one) => one.id === draft.templateId);
  const phones = customer?.phones ?? [];
  const to = chosen ?? number;

  const who = { to, customer_id: customerId };
  const [asked] = useDebouncedValue(JSON.stringify({ ...who, ...contentOf(draft) }), 250);
  const empty = draft.templateId === null && draft.text === '';
  const preview = useQuery({ ...previewQuery(JSON.parse(asked) as MessageWrite), enabled: !empty, placeholderData: keepPreviousData });
  const shown = empty ? undefined : preview.data;
  const purpose = template?.purpose ?? 'recovery';
  const at = sendAt(later);
  const gate = useQuery({
    ...gateQuery({
      phone_number: to,
      ...(customerId === null ? {} : { customer_id: customerId }),
      channel: 'text',
      purpose,
      // Before there is a text, the question is whether one may be sent at all.
      template_registered: shown === undefined || isRegistered(shown, templates),
      ...(at === null ? {} : { at }),
    }),
    placeholderData: keepPreviousData,
  });

  const send = useMutation({
    mutationFn: (key: string) =>
      sendMessage({ to, ...(customerId === null ? {} : { customer_id: customerId }), ...contentOf(draft), purpose, ...(at === null ? {} : { send_at: at }), wait_until_lawful: waitLawful }, key),
    onSuccess: async (message) => {
      useDrafts.getState().clear(thread);
      setLater({ on: false, at: '' });
      setWaitLawful(false);
      notifyGood(message.send_at === null ? t('sent') : t('planned', { time: dateTime(message.send_at) }));
      field.current?.focus();
      await queries.invalidateQueries({ queryKey: ['conversations'] });
    },
    // A refusal is stored too: the thread shows it.
    onError: () => void queries.invalidateQueries({ queryKey: threadQuery(thread).queryKey }),
  });
  const ready = isReady(draft, later, shown) && !send.isPending;
  const submit = () => {
    if (ready) send.mutate(draft.key);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !event.ctrlKey) return;
    // The same keys save an outcome: what is typed here stays here.
    event.stopPropagation();
    event.nativeEvent.stopImmediatePropagation();
    event.preventDefault();
    if (inTextField(event.target)) submit();
  };
  useHotkey('text', () => (draft.templateId === null ? field.current : picker.current)?.focus());
  const refusal = isApiError(send.error) ? send.error.decision : undefined;
  const verdict = refusal ?? gate.data;

  return (
    // Keys of the fields inside; the form has no key of its own.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      className={classes['composer']}
      aria-label={t('compose')}
      data-testid="text-composer"
      onKeyDown={onKey}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className={classes['row']}>
        {phones.length > 1 && (
          <Select
            className={classes['wide'] ?? ''}
            size="xs"
            aria-label={t('to')}
            allowDeselect={false}
            value={to}
            data={phones.map((one) => ({ value: one.phone_number, label: phone(one.phone_number) }))}
            onChange={setChosen}
          />
        )}
        <Select
          ref={picker}
          className={classes['wide'] ?? ''}
          size="xs"
          aria-label={t('template')}
          placeholder={t('own_words')}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('own_words') }}
          nothingFoundMessage={t('no_template')}
          value={draft.templateId === null ? null : String(draft.templateId)}
          data={templates.map((one) => ({ value: String(one.id), label: one.title }))}
          data-testid="text-template"
          onChange={(id) => change({ templateId: id === null ? null : Number(id), language: null, fields: {} })}
        />
        {template && template.languages.length > 1 && (
          <Select
            size="xs"
            w={112}
            aria-label={t('language')}
            allowDeselect={false}
            value={draft.language ?? shown?.language ?? null}
            data={template.languages.map((one) => ({ value: one.language, label: languageName(one.language) }))}
            onChange={(language) => change({ language })}
          />
        )}
      </div>
      {template ? (
        <>
          <p className={classes['merged']} data-testid="text-merged" lang={shown?.language ?? undefined} aria-live="polite">
            {shown?.text ?? t('filling')}
          </p>
          {fieldsToFill(draft, shown).map((name) => (
            <TextInput
              key={name}
              size="xs"
              label={t('field', { name })}
              maxLength={500}
              value={draft.fields[name] ?? ''}
              onChange={(event) => change({ fields: { ...draft.fields, [name]: event.currentTarget.value } })}
            />
          ))}
        </>
      ) : (
        <Textarea
          ref={field}
          aria-label={t('message')}
          placeholder={t('placeholder')}
          autosize
          minRows={2}
          maxRows={6}
          value={draft.text}
          data-testid="text-message"
          onChange={(event) => change({ text: event.currentTarget.value })}
        />
      )}
      <TextCount preview={shown} />
      {preview.error !== null && !empty && (
        <p className={classes['hint']} data-tone="warn" role="alert">
          {errorText(preview.error)}
        </p>
      )}
      {shown?.problem != null && (
        <p className={classes['hint']} data-tone="warn" role="status">
          {shown.problem}
        </p>
      )}
      {shown?.simplified != null && template === undefined && (
        <div className={classes['row']}>
          <p className={classes['hint']}>{t('simplify_hint')}</p>
          <Button size="compact-xs" variant="light" onClick={() => change({ text: shown.simplified ?? draft.text })}>
            {t('simplify')}
          </Button>
        </div>
      )}
      {verdict && (
        <div data-testid="text-gate" data-verdict={verdict.verdict} role="group" aria-label={t('may_text')}>
          <GateVerdict decision={verdict} />
        </div>
      )}
      {gate.error !== null && !verdict && (
        <p className={classes['hint']} data-tone="warn" role="alert">
          {errorText(gate.error)}
        </p>
      )}
      {verdict?.verdict === 'refuse' && verdict.next_lawful_at !== null && (
        <Checkbox size="xs" label={t('wait_lawful')} checked={waitLawful} onChange={(event) => setWaitLawful(event.currentTarget.checked)} />
      )}
      {send.error !== null && !refusal && (
        <p className={classes['hint']} data-tone="warn" role="alert">
          {errorText(send.error)}
        </p>
      )}
      {later.on && (
        <TextInput
          type="datetime-local"
          size="xs"
          label={t('later_label')}
          description={at !== null && customer ? t('later_there', { time: dateTime(at, customer.time_zone) }) : t('later_hint')}
          value={later.at}
          onChange={(event) => setLater({ on: true, at: event.currentTarget.value })}
        />
      )}
      <div className={classes['send']}>
        <Button size="xs" variant="subtle" leftSection={<IconClock size={15} aria-hidden />} aria-pressed={later.on} onClick={() => setLater({ on: !later.on, at: '' })}>
          {later.on ? t('now') : t('later')}
        </Button>
        <Button type="submit" size="xs" leftSection={<IconSend size={15} aria-hidden />} disabled={!ready} loading={send.isPending} title={t('send_keys')} data-testid="text-send">
          {at === null ? t('send') : t('plan')}
        </Button>
      </div>
    </form>
  );
}
