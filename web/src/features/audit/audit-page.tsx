import { Code, Modal, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { DataTable } from '@/components/data-table';
import { Page } from '@/components/page';
import { EmptyState } from '@/components/states';
import { api, unwrap } from '@/lib/api/client';
import { pagesOptions } from '@/lib/api/pages';
import type { AuditEntry } from '@/lib/api/schema.gen';
import { fullDateTime } from '@/lib/format/format';

const auditQuery = pagesOptions(['audit'], (cursor, signal) =>
  unwrap(api.GET('/api/v1/audit', { params: { query: { limit: 100, ...(cursor ? { cursor } : {}) } }, signal })),
);

export function AuditPage() {
  const { t } = useTranslation('audit');
  const [open, setOpen] = useState<AuditEntry | null>(null);
  const entries = useInfiniteQuery(auditQuery);
  const columns = useMemo<ColumnDef<AuditEntry>[]>(
    () => [
      { accessorKey: 'at', header: t('at'), cell: ({ row }) => fullDateTime(row.original.at) },
      { accessorKey: 'actor', header: t('actor') },
      { accessorKey: 'action', header: t('action') },
      { accessorKey: 'subject', header: t('subject') },
      { accessorKey: 'hash', header: t('hash'), enableSorting: false, cell: ({ row }) => <span className="zx-mono zx-muted">{row.original.hash.slice(0, 12)}</span> },
    ],
    [t],
  );
  return (
    <Page title={t('title')} description={t('description')}>
      <DataTable label={t('title')} source={entries} columns={columns} rowId={(entry) => String(entry.id)} empty={<EmptyState title={t('empty')} />} onOpen={setOpen} />
      {open && (
        <Modal opened onClose={() => setOpen(null)} size="lg" title={t('detail_title', { id: open.id })}>
          <Stack gap="xs">
            <Text size="sm">{`${fullDateTime(open.at)} · ${open.actor} · ${open.action} · ${open.subject}`}</Text>
            <Text size="sm" fw={600}>
              {t('details')}
            </Text>
            <Code block>{JSON.stringify(open.details, null, 2)}</Code>
            <Text size="sm" fw={600}>
              {t('hash')}
            </Text>
            <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
              {open.hash}
            </Code>
          </Stack>
        </Modal>
      )}
    </Page>
  );
}
