import { Button, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { dispositionsQuery } from '@/lib/api/customers';
import type { User } from '@/lib/api/schema.gen';

import { type CallSearch, DIRECTIONS, only, STATUSES } from './call-search';
import classes from './call-log.module.css';

interface Props {
  search: CallSearch;
  /** Whose calls one may choose from; empty for somebody who sees their own. */
  people: User[];
  /** What the server says against the number. */
  numberError: string | undefined;
  onChange: (search: CallSearch) => void;
}

/** Every filter acts at once; the number when it is whole: on Enter, or when the field is left. */
export function CallFilters({ search, people, numberError, onChange }: Props) {
  const { t } = useTranslation(['call-log', 'common']);
  const outcomes = useQuery(dispositionsQuery).data ?? [];
  const set = (change: { [Key in keyof CallSearch]?: CallSearch[Key] | undefined }) => onChange(only<CallSearch>({ ...search, ...change }));
  const any = { value: '', label: t('filter.any') };
  return (
    <div className={classes['filters']} role="search" aria-label={t('filter.label')}>
      {people.length > 0 && (
        <Select
          label={t('telecaller')}
          searchable
          w={170}
          value={search.telecaller === undefined ? '' : String(search.telecaller)}
          data={[{ value: '', label: t('everyone') }, ...people.map((user) => ({ value: String(user.id), label: user.display_name }))]}
          onChange={(value) => set({ telecaller: value ? Number(value) : undefined })}
        />
      )}
      <Select
        label={t('direction')}
        w={116}
        value={search.direction ?? ''}
        data={[any, ...DIRECTIONS.map((one) => ({ value: one, label: t(`common:direction.${one}`) }))]}
        onChange={(value) => set({ direction: DIRECTIONS.find((one) => one === value) })}
      />
      <Select
        label={t('status')}
        w={150}
        value={search.status ?? ''}
        data={[any, ...STATUSES.map((one) => ({ value: one, label: t(`common:call_status.${one}`) }))]}
        onChange={(value) => set({ status: STATUSES.find((one) => one === value) })}
      />
      <Select
        label={t('outcome')}
        searchable
        w={170}
        value={search.outcome ?? ''}
        data={[any, ...outcomes.map((one) => ({ value: one.code, label: one.label }))]}
        onChange={(value) => set({ outcome: value || undefined })}
      />
      <TextInput type="date" label={t('filter.from')} w={140} max={search.until} value={search.from ?? ''} onChange={(event) => set({ from: event.currentTarget.value || undefined })} />
      <TextInput type="date" label={t('filter.until')} w={140} min={search.from} value={search.until ?? ''} onChange={(event) => set({ until: event.currentTarget.value || undefined })} />
      <NumberFilter key={search.number ?? ''} value={search.number ?? ''} error={numberError} onChange={(number) => set({ number: number === '' ? undefined : number })} />
      {Object.keys(search).length > 0 && (
        <Button variant="default" onClick={() => onChange({})} data-testid="calls-show-all">
          {t('show_all')}
        </Button>
      )}
    </div>
  );
}

function NumberFilter({ value, error, onChange }: { value: string; error: string | undefined; onChange: (number: string) => void }) {
  const { t } = useTranslation('call-log');
  const [typed, setTyped] = useState(value);
  const take = () => {
    if (typed.trim() !== value) onChange(typed.trim());
  };
  return (
    <form
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        take();
      }}
    >
      <TextInput
        type="search"
        inputMode="tel"
        label={t('number')}
        placeholder={t('filter.number')}
        maxLength={32}
        w={170}
        value={typed}
        error={error}
        data-testid="calls-number"
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={take}
      />
    </form>
  );
}
