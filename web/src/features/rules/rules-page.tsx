import { useInfiniteQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { DataTable } from '@/components/data-table';
import { Page } from '@/components/page';
import { EmptyState } from '@/components/states';
import { StatusBadge } from '@/components/status-badge';
import { rulesQuery } from '@/lib/api/rules';
import type { Rule } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';
import { date } from '@/lib/format/format';

import { ParameterText } from './parameter-text';
import { RuleForm } from './rule-form';

export function RulesPage() {
  const { t } = useTranslation('rules');
  const rules = useInfiniteQuery(rulesQuery);
  const mayEdit = useMay('rules.edit');
  const [edited, setEdited] = useState<Rule | null>(null);
  const columns = useMemo<ColumnDef<Rule>[]>(
    () => [
      {
        accessorKey: 'title',
        header: t('rule'),
        cell: ({ row }) => (
          <div>
            <div>
              {row.original.title} {row.original.demo && <StatusBadge tone="warn">{t('demo')}</StatusBadge>}
            </div>
            <code className="zx-mono zx-muted">{row.original.id}</code>
          </div>
        ),
      },
      { accessorKey: 'jurisdiction', header: t('jurisdiction'), cell: ({ row }) => (row.original.jurisdiction === '*' ? t('everywhere') : row.original.jurisdiction) },
      { id: 'parameters', header: t('parameters'), enableSorting: false, cell: ({ row }) => <ParameterText rule={row.original} /> },
      { accessorKey: 'source', header: t('source'), cell: ({ row }) => <div style={{ maxWidth: 360 }}>{row.original.source}</div> },
      {
        accessorKey: 'effective_from',
        header: t('effective'),
        cell: ({ row }) =>
          row.original.effective_until === null
            ? t('from', { from: date(row.original.effective_from) })
            : t('from_until', { from: date(row.original.effective_from), until: date(row.original.effective_until) }),
      },
      {
        accessorKey: 'enabled',
        header: t('state'),
        cell: ({ row }) => <StatusBadge tone={row.original.enabled ? 'good' : 'quiet'}>{row.original.enabled ? t('on') : t('off')}</StatusBadge>,
      },
    ],
    [t],
  );
  return (
    <Page title={t('title')} description={t('description')}>
      <DataTable
        label={t('title')}
        source={rules}
        columns={columns}
        rowId={(rule) => rule.id}
        empty={<EmptyState title={t('empty')} />}
        {...(mayEdit ? { onOpen: setEdited } : {})}
      />
      {edited && <RuleForm rule={edited} onClose={() => setEdited(null)} />}
    </Page>
  );
}
