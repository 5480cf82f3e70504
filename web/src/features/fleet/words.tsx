import { Button, Modal, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { wordsQuery } from '@/lib/api/routing';
import type { Gateway } from '@/lib/api/schema.gen';
import { fullDateTime, number } from '@/lib/format/format';

/** What the box says that nobody understands: shown, never guessed at. Nothing where all is understood. */
export function Words({ box }: { box: Gateway }) {
  const { t } = useTranslation('fleet');
  const [open, setOpen] = useState(false);
  const query = useQuery({ ...wordsQuery(box.id), refetchInterval: 15_000 });
  const words = query.data?.items ?? [];
  if (words.length === 0) return null;
  return (
    <p style={{ gridColumn: '1 / -1', margin: 0 }}>
      <Button size="compact-xs" variant="light" color="honey" data-testid="unknown-words" onClick={() => setOpen(true)}>
        {t('words.some', { count: words.length })}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} size="lg" title={t('words.title', { name: box.name })}>
        <Text size="sm" mb="sm" className="zx-muted">
          {t('words.text')}
        </Text>
        <Table aria-label={t('words.title', { name: box.name })}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('words.port')}</Table.Th>
              <Table.Th>{t('words.word')}</Table.Th>
              <Table.Th>{t('words.count')}</Table.Th>
              <Table.Th>{t('words.last')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {words.map((word) => (
              <Table.Tr key={`${word.port ?? ''}:${word.word}`}>
                <Table.Td>{word.port === null ? '–' : word.port + 1}</Table.Td>
                <Table.Td className="zx-mono" style={{ overflowWrap: 'anywhere' }}>
                  {word.word}
                </Table.Td>
                <Table.Td>{number(word.count)}</Table.Td>
                <Table.Td>{fullDateTime(word.last_at)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Modal>
    </p>
  );
}
