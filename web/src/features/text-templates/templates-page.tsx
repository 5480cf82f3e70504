import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { DataTable } from '@/components/data-table';
import { Page } from '@/components/page';
import { EmptyState } from '@/components/states';
import { StatusBadge } from '@/components/status-badge';
import { templatesQuery } from '@/lib/api/messages';
import type { MessageTemplate } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';
import { dateTime } from '@/lib/format/format';
import { languageName } from '@/lib/format/language';

import { TemplateForm } from './template-form';

export function TemplatesPage() {
  const { t } = useTranslation(['text-templates', 'common']);
  const templates = useInfiniteQuery(templatesQuery());
  const mayEdit = useMay('texts.edit');
  const [opened, setOpened] = useState<MessageTemplate | 'new' | null>(null);
  const columns = useMemo<ColumnDef<MessageTemplate>[]>(
    () => [
      {
        accessorKey: 'title',
        header: t('title_label'),
        cell: ({ row }) => (
          <div>
            <div>{row.original.title}</div>
            <code className="zx-mono zx-muted">{row.original.code}</code>
          </div>
        ),
      },
      { accessorKey: 'purpose', header: t('purpose'), cell: ({ row }) => t(`common:purpose.${row.original.purpose}`) },
      { id: 'languages', header: t('languages'), accessorFn: (one) => one.languages.map(({ language }) => languageName(language)).join(', ') },
      { id: 'text', header: t('wording'), enableSorting: false, cell: ({ row }) => <div style={{ maxWidth: 420, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{row.original.languages[0]?.text}</div> },
      {
        id: 'dlt',
        header: t('registered'),
        accessorFn: (one) => one.languages.filter(({ dlt_template_id }) => dlt_template_id !== null).length,
        cell: ({ row }) => {
          const all = row.original.languages;
          const known = all.filter(({ dlt_template_id }) => dlt_template_id !== null).length;
          return <StatusBadge tone={known === all.length ? 'good' : 'warn'}>{t('registered_of', { known, all: all.length })}</StatusBadge>;
        },
      },
      { accessorKey: 'active', header: t('state'), cell: ({ row }) => <StatusBadge tone={row.original.active ? 'good' : 'quiet'}>{row.original.active ? t('on') : t('off')}</StatusBadge> },
      { accessorKey: 'updated_at', header: t('changed'), cell: ({ row }) => t('changed_by', { version: row.original.version, time: dateTime(row.original.updated_at), by: row.original.updated_by }) },
    ],
    [t],
  );
  return (
    <Page title={t('title')} description={t('description')} actions={mayEdit && <Button onClick={() => setOpened('new')}>{t('new')}</Button>}>
      <DataTable label={t('title')} source={templates} columns={columns} rowId={(one) => String(one.id)} empty={<EmptyState title={t('empty')}>{t('empty_hint')}</EmptyState>} onOpen={setOpened} />
      {opened !== null && <TemplateForm template={opened === 'new' ? null : opened} readOnly={!mayEdit} onClose={() => setOpened(null)} />}
    </Page>
  );
}
