import { CloseButton, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useHotkey } from '@/lib/hotkeys/hotkeys';

import { BorrowerList } from './borrower-list';
import { CallbackList } from './callback-list';
import { moveFocus } from './move-focus';
import classes from './worklist.module.css';

interface Props {
  selected: number | undefined;
  onSelect: (customerId: number) => void;
}

/** The left zone: whom to call next. */
export function Worklist({ selected, onSelect }: Props) {
  const { t } = useTranslation('worklist');
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 150);
  const [tab, setTab] = useState<'overdue' | 'callbacks'>('overdue');
  useHotkey('search', () => {
    input.current?.focus();
    input.current?.select();
  });
  const searching = q !== '';
  return (
    <section className={classes['zone']} aria-label={t('zone')}>
      <div className={classes['top']}>
        <TextInput
          ref={input}
          type="search"
          aria-label={t('search')}
          placeholder={t('search_placeholder')}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={typed !== '' && <CloseButton size="sm" aria-label={t('search_clear')} onClick={() => setTyped('')} />}
          value={typed}
          maxLength={100}
          data-testid="search"
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setTyped('');
            if (event.key === 'ArrowDown') {
              event.preventDefault();
              list.current?.querySelector('button')?.focus();
            }
          }}
        />
        {!searching && (
          <SegmentedControl
            fullWidth
            size="xs"
            value={tab}
            onChange={(value) => setTab(value)}
            data={[
              { value: 'overdue', label: t('tab_overdue') },
              { value: 'callbacks', label: t('tab_callbacks') },
            ]}
          />
        )}
      </div>
      {/* Arrow keys walk the buttons inside; the box itself takes no focus. */}
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div className={classes['list']} ref={list} onKeyDown={moveFocus}>
        {searching || tab === 'overdue' ? (
          <BorrowerList q={q} selected={selected} onSelect={onSelect} />
        ) : (
          <CallbackList selected={selected} onSelect={onSelect} />
        )}
      </div>
    </section>
  );
}
