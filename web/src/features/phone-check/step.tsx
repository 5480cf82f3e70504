import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import type { ReactNode } from 'react';

import classes from './phone-check.module.css';

export function Step({ title, done, children }: { title: string; done: boolean; children: ReactNode }) {
  return (
    <section className={classes['step']} aria-label={title} data-done={done || undefined}>
      {done ? <IconCircleCheckFilled size={20} aria-hidden /> : <IconCircle size={20} stroke={1.6} aria-hidden />}
      <div className={classes['body']}>
        <h3>{title}</h3>
        {children}
      </div>
    </section>
  );
}
