import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import classes from './wrap-up.module.css';
import type { ContactResult, Group } from './group';

interface Props {
  groups: Group[];
  column: ContactResult | null;
  value: string;
  error: string | undefined;
  onPick: (code: string) => void;
}

/** Both levels at once: a column per contact result, an outcome per button. */
export function DispositionPicker({ groups, column, value, error, onPick }: Props) {
  const { t } = useTranslation('wrap-up');
  const open = groups.find((group) => group.result === column);
  return (
    <div>
      <Text size="xs" className="zx-muted" mb={6} aria-live="polite">
        {open ? t('hint_column', { column: open.label }) : t('hint')}
      </Text>
      <div className={classes['columns']}>
        {groups.map((group, index) => (
          <div key={group.result} role="group" aria-label={group.label} className={classes['column']} data-open={group.result === column || undefined}>
            <span className={classes['column-head']}>
              <kbd>{index + 1}</kbd>
              {group.label}
            </span>
            {group.items.map((one) => (
              <button
                key={one.code}
                type="button"
                className={classes['pick']}
                aria-pressed={value === one.code}
                data-testid={`disposition-${one.code}`}
                onClick={() => onPick(one.code)}
              >
                <kbd>{one.hotkey ?? '·'}</kbd>
                <span>{one.label}</span>
              </button>
            ))}
          </div>
        ))}
      </div>
      {error !== undefined && (
        <Text size="sm" c="var(--zx-bad)" mt={6} role="alert">
          {error}
        </Text>
      )}
    </div>
  );
}
