import { useLevel } from '@/lib/softphone/level';

import classes from './level-bars.module.css';

/** A voice level as a row of bars. */
export function LevelBars({ stream, label, bars = 8 }: { stream: MediaStream | null; label: string; bars?: number }) {
  const level = useLevel(stream);
  return (
    <span
      className={classes['meter']}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(level * 100)}
      title={label}
    >
      {Array.from({ length: bars }, (_, index) => (
        <span key={index} data-on={level > index / bars || undefined} />
      ))}
    </span>
  );
}
