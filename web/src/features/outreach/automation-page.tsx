import { Button, Group } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { DataTable } from '@/components/data-table';
import { Page } from '@/components/page';
import { EmptyState } from '@/components/states';
import { StatusBadge } from '@/components/status-badge';
import { messageRulesQuery } from '@/lib/api/messages';
import type { MessageRule } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';
import { dateTime, number } from '@/lib/format/format';

import { RuleForm } from './rule-form';
import { RulePreview } from './rule-preview';
import { goesByDays } from './rule-values';

function When({ rule }: { rule: MessageRule }) {
  const { t } = useTranslation('outreach');
  const event = t(`event.${rule.trigger}`);
  if (!goesByDays(rule.trigger)) return <>{t('when.minutes', { count: rule.offset_min, event })}</>;
  const at = rule.at_local;
  if (rule.offset_days === 0) return <>{t('when.on', { event, at })}</>;
  return <>{rule.offset_days < 0 ? t('when.before', { count: -rule.offset_days, event, at }) : t('when.after', { count: rule.offset_days, event, at })}</>;
}

export function AutomationPage() {
  const { t } = useTranslation(['outreach', 'common']);
  const rules = useInfiniteQuery(messageRulesQuery);
  const mayEdit = useMay('texts.edit');
  const [edited, setEdited] = useState<MessageRule | 'new' | null>(null);
  const [previewed, setPreviewed] = useState<MessageRule | null>(null);
  const columns = useMemo<ColumnDef<MessageRule>[]>(
    () => [
      { accessorKey: 'name', header: t('rule.name') },
      { accessorKey: 'trigger', header: t('rule.when'), cell: ({ row }) => <When rule={row.original} /> },
      { accessorKey: 'template_code', header: t('rule.template'), cell: ({ row }) => <code className="zx-mono">{row.original.template_code}</code> },
      { accessorKey: 'enabled', header: t('rule.state'), cell: ({ row }) => <StatusBadge tone={row.original.enabled ? 'good' : 'quiet'}>{row.original.enabled ? t('rule.on') : t('rule.off')}</StatusBadge> },
      { accessorKey: 'sent_total', header: t('rule.sent'), cell: ({ row }) => number(row.original.sent_total) },
      { accessorKey: 'last_run_at', header: t('rule.last_run'), cell: ({ row }) => (row.original.last_run_at === null ? t('common:never') : dateTime(row.original.last_run_at)) },
      {
        id: 'actions',
        header: t('rule.actions'),
        enableSorting: false,
        cell: ({ row }) => (
          <Group gap={6} wrap="nowrap">
            <Button size="compact-xs" variant="light" onClick={() => setPreviewed(row.original)}>
              {t('rule.preview')}
            </Button>
            {mayEdit && (
              <Button size="compact-xs" variant="default" onClick={() => setEdited(row.original)}>
                {t('rule.change')}
              </Button>
            )}
          </Group>
        ),
      },
    ],
    [t, mayEdit],
  );
  return (
    <Page title={t('rule.title')} description={t('rule.description')} actions={mayEdit && <Button onClick={() => setEdited('new')}>{t('rule.new')}</Button>}>
      <DataTable label={t('rule.title')} source={rules} columns={columns} rowId={(rule) => String(rule.id)} empty={<EmptyState title={t('rule.empty')}>{t('rule.empty_hint')}</EmptyState>} />
      {edited !== null && <RuleForm rule={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
      {previewed && <RulePreview rule={previewed} onClose={() => setPreviewed(null)} />}
    </Page>
  );
}
