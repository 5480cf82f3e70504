import { useTranslation } from 'react-i18next';

import type { Rule } from '@/lib/api/schema.gen';

import { readParameters } from './parameters';

export function ParameterText({ rule }: { rule: Rule }) {
  const { t } = useTranslation('rules');
  const values = readParameters(rule);
  if (rule.kind === 'calling_hours') return <>{t('param_hours', { from: values.from, to: values.to })}</>;
  if (rule.kind === 'attempt_cap' && values.perDay !== '') return <>{t('param_cap', { count: Number(values.perDay) })}</>;
  return <>{'–'}</>;
}
