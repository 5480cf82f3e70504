import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { usePhone } from '@/lib/softphone/phone-store';
import { useLineQuality } from '@/lib/softphone/use-line-quality';

import classes from './call-bar.module.css';

const BARS = { good: 3, fair: 2, poor: 1 } as const;

/** How well the voices come through, as the browser counts it; the numbers are in the tooltip. */
export function LineQuality() {
  const { t } = useTranslation('call-bar');
  const up = usePhone((phone) => phone.session === 'up');
  const quality = useLineQuality(up);
  if (!quality) return null;
  const numbers = t('quality.numbers', {
    jitter: Math.round(quality.jitterMs),
    loss: (quality.loss * 100).toFixed(1),
    trip: quality.roundTripMs === null ? t('quality.unknown') : t('quality.ms', { ms: Math.round(quality.roundTripMs) }),
  });
  const word = t(`quality.${quality.grade}`);
  return (
    <Tooltip label={numbers} events={{ hover: true, focus: true, touch: true }}>
      <button type="button" className={classes['quality']} data-testid="line-quality" data-grade={quality.grade} aria-label={t('quality.label', { word, numbers })}>
        <span className={classes['signal']} aria-hidden>
          {[1, 2, 3].map((bar) => (
            <span key={bar} data-on={bar <= BARS[quality.grade] || undefined} />
          ))}
        </span>
        <span className={classes['quality-word']}>{word}</span>
      </button>
    </Tooltip>
  );
}
