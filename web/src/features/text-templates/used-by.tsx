import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { batchesQuery, keywordsQuery, messageRulesQuery } from '@/lib/api/messages';

/** Automation, keywords and bulk sends that would say something else with another wording. */
export function UsedBy({ templateId }: { templateId: number }) {
  const { t } = useTranslation('text-templates');
  const rules = useInfiniteQuery(messageRulesQuery).data?.items ?? [];
  const keywords = useInfiniteQuery(keywordsQuery).data?.items ?? [];
  const batches = useInfiniteQuery(batchesQuery).data?.items ?? [];
  const uses = [
    ...rules.filter((one) => one.template_id === templateId).map((one) => t('use.rule', { name: one.name })),
    ...keywords.filter((one) => one.template_id === templateId).map((one) => t('use.keyword', { name: one.keyword })),
    ...batches.filter((one) => one.template_id === templateId && one.state === 'running').map((one) => t('use.batch', { name: one.name })),
  ];
  return (
    <section aria-label={t('used_by')}>
      <span className="zx-label">{t('used_by')}</span>
      {uses.length === 0 ? <p style={{ margin: 0 }}>{t('unused')}</p> : <ul style={{ margin: 0, paddingLeft: 18 }}>{uses.map((use) => <li key={use}>{use}</li>)}</ul>}
    </section>
  );
}
