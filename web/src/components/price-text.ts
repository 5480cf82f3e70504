import i18next from 'i18next';

import type { Tariff } from '@/lib/api/schema.gen';
import { money } from '@/lib/format/format';

/** A tariff in words: ₹0.50 for each 60 s, and ₹0.10 when answered. */
export function priceText(tariff: Tariff): string {
  const { currency, first_pulse_s: first, next_pulse_s: next } = tariff;
  const price = money(tariff.price_minor, currency);
  const pulses = first === next ? i18next.t('common:price.even', { price, next }) : i18next.t('common:price.uneven', { price, first, next });
  return tariff.connect_minor === 0 ? pulses : i18next.t('common:price.connect', { pulses, connect: money(tariff.connect_minor, currency) });
}
