import { useTranslation } from 'react-i18next';

import type { MessagePreview } from '@/lib/api/schema.gen';
import { money, number } from '@/lib/format/format';

import classes from './texts.module.css';

/** Characters, parts, alphabet and price of what stands in the field now. */
export function PreviewLine({ preview }: { preview: MessagePreview | undefined }) {
  const { t } = useTranslation(['texts', 'common']);
  if (!preview) return <p className={classes['count']}>{t('count.nothing')}</p>;
  const price = preview.cost !== null && preview.currency !== null ? money(preview.cost, preview.currency) : t('count.no_price');
  return (
    <p className={classes['count']} data-testid="text-count" data-many={preview.parts > 1 || undefined}>
      <span>{t('count.characters', { count: preview.characters, shown: number(preview.characters) })}</span>
      <span>{t('common:text.parts', { count: preview.parts })}</span>
      <span title={t('count.left_hint')}>{t('count.left', { count: preview.units_left })}</span>
      <span title={t(`encoding_hint.${preview.encoding}`)}>{t(`encoding.${preview.encoding}`)}</span>
      <span>{price}</span>
    </p>
  );
}
