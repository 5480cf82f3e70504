import { useTranslation } from 'react-i18next';

import type { Rule } from '@/lib/api/schema.gen';
import { lawfulAt } from '@/lib/calling-hours';
import { dayThere } from '@/lib/format/zoned';

import classes from './hour-picker.module.css';
import { intoView } from './into-view';

interface Props {
  rules: Rule[];
  timeZone: string;
  /** `YYYY-MM-DDTHH:MM` there, or empty. */
  value: string;
  /** The same for this minute: what is past is as grey as what is unlawful. */
  now: string;
  onPick: (local: string) => void;
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const QUARTERS = [0, 15, 30, 45];
const DAYS_AHEAD = 7;
const two = (value: number) => String(value).padStart(2, '0');
const dayName = (day: string) => new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));

/** Days and hours on the borrower's clock; what the calling hours forbid cannot be pressed. */
export function HourPicker({ rules, timeZone, value, now, onPick }: Props) {
  const { t } = useTranslation('wrap-up');
  const open = (day: string, hour: number, quarter: number) => `${day}T${two(hour)}:${two(quarter)}` > now && lawfulAt(rules, day, hour * 60 + quarter);
  const quarterOf = (day: string, hour: number) => QUARTERS.find((quarter) => open(day, hour, quarter));
  const hourOf = (day: string) => HOURS.find((hour) => quarterOf(day, hour) !== undefined);
  const days = Array.from({ length: DAYS_AHEAD }, (_, index) => dayThere(timeZone, index, new Date(`${now.slice(0, 10)}T12:00:00Z`)));
  const day = value === '' ? (days.find((one) => hourOf(one) !== undefined) ?? days[0] ?? '') : value.slice(0, 10);
  const hour = value === '' ? null : Number(value.slice(11, 13));
  const quarter = value === '' ? null : Number(value.slice(14, 16));
  const pick = (toDay: string, toHour: number, toQuarter: number) => onPick(`${toDay}T${two(toHour)}:${two(toQuarter)}`);
  const pickDay = (to: string) => {
    if (hour !== null && quarter !== null && open(to, hour, quarter)) {
      pick(to, hour, quarter);
      return;
    }
    const first = open(to, 10, 0) ? 10 : hourOf(to);
    if (first !== undefined) pick(to, first, quarterOf(to, first) ?? 0);
  };
  return (
    <div className={classes['picker']} ref={intoView}>
      <div className={classes['days']} role="group" aria-label={t('day')}>
        {days.map((one, index) => (
          <button key={one} type="button" aria-pressed={value !== '' && one === day} disabled={hourOf(one) === undefined} onClick={() => pickDay(one)}>
            {index === 0 ? t('today') : dayName(one)}
          </button>
        ))}
      </div>
      <div className={classes['hours']} role="group" aria-label={t('hour')}>
        {HOURS.map((one) => {
          const first = quarterOf(day, one);
          return (
            <button
              key={one}
              type="button"
              aria-label={t('hour_of', { time: `${two(one)}:00` })}
              aria-pressed={one === hour}
              disabled={first === undefined}
              title={first === undefined ? t('hour_closed') : undefined}
              data-testid={`callback-hour-${one}`}
              onClick={() => first !== undefined && pick(day, one, first)}
            >
              {two(one)}
            </button>
          );
        })}
      </div>
      <div className={classes['quarters']} role="group" aria-label={t('minute')}>
        {QUARTERS.map((one) => (
          <button key={one} type="button" aria-pressed={one === quarter} disabled={hour === null || !open(day, hour, one)} onClick={() => hour !== null && pick(day, hour, one)}>
            {`:${two(one)}`}
          </button>
        ))}
      </div>
    </div>
  );
}
