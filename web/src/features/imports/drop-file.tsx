import { Anchor, Button, FileButton, Group, Text } from '@mantine/core';
import { IconFileTypeCsv } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { AmountsChoice } from './amounts-choice';
import classes from './imports.module.css';
import { templateUrl } from './template';
import type { Amounts } from './upload';

const CSV = /\.(csv|txt)$/i;

interface Props {
  amounts: Amounts;
  onAmounts: (amounts: Amounts) => void;
  onFile: (file: File) => void;
}

export function DropFile({ amounts, onAmounts, onFile }: Props) {
  const { t } = useTranslation('imports');
  const [over, setOver] = useState(false);
  const [wrong, setWrong] = useState(false);
  const take = (file: File | null | undefined) => {
    if (!file) return;
    const good = CSV.test(file.name) || file.type === 'text/csv';
    setWrong(!good);
    if (good) onFile(file);
  };
  return (
    // Dropping is the mouse's way; the button inside is everybody's.
     
    <div
      className={`zx-panel ${classes['drop'] ?? ''}`}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files[0]);
      }}
    >
      <IconFileTypeCsv size={38} stroke={1.4} aria-hidden />
      <Text fw={600}>{t('drop')}</Text>
      <AmountsChoice value={amounts} onChange={onAmounts} />
      <Group gap="md">
        <FileButton onChange={take} accept=".csv,text/csv">
          {(props) => (
            <Button {...props} data-testid="import-choose">
              {t('choose')}
            </Button>
          )}
        </FileButton>
        <Anchor size="sm" href={templateUrl(amounts)} download={t('template_name')} data-testid="import-template">
          {t('template')}
        </Anchor>
      </Group>
      {wrong && (
        <Text size="sm" c="var(--zx-bad)" role="alert">
          {t('not_csv')}
        </Text>
      )}
      <Text size="sm" className="zx-muted" ta="center" maw={620}>
        {t('drop_hint')}
      </Text>
      <Text size="xs" className="zx-muted" ta="center" maw={620}>
        {t('optional')}
      </Text>
    </div>
  );
}
