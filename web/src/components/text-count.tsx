import { useTranslation } from 'react-i18next';

import type { MessagePreview } from '@/lib/api/schema.gen';
import { money, number } from '@/lib/format/format';

import classes from './text-count.module.css';

/** Characters, parts, alphabet and price of a text that is being written. */
export function TextCount({ preview }: { preview: MessagePreview | undefined }) {
  const { t } = useTranslation('common');
  if (!preview) return <p className={classes['count']}>{t('text.count.nothing')}</p>;
  const price = preview.cost !== null && preview.currency !== null ? money(preview.cost, preview.currency) : t('text.count.no_price');
  return (
    <p className={classes['count']} data-testid="text-count" data-many={preview.parts > 1 || undefined}>
      <span>{t('text.count.characters', { count: preview.characters, shown: number(preview.characters) })}</span>
      <span>{t('text.parts', { count: preview.parts })}</span>
      <span title={t('text.count.left_hint')}>{t('text.count.left', { count: preview.units_left })}</span>
      <span title={t(`text.encoding_hint.${preview.encoding}`)}>{t(`text.encoding.${preview.encoding}`)}</span>
      <span>{price}</span>
    </p>
  );
}
