import classes from './status-badge.module.css';

export type Tone = 'good' | 'bad' | 'warn' | 'info' | 'quiet';

/** A word with a tone; the word carries the meaning, the colour only helps. */
export function StatusBadge({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={classes['badge']} data-tone={tone}>
      {children}
    </span>
  );
}
