import type { ReactNode } from 'react';

import { useNamePage } from '@/lib/page-name';

import classes from './page.module.css';

interface Props {
  title: string;
  description?: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** A page beside the desk: a head that stays and a body that scrolls. */
export function Page({ title, description, actions, children }: Props) {
  useNamePage(title);
  return (
    <section className={classes['page']}>
      <header className={classes['head']}>
        <div>
          <h1 className={classes['title']}>{title}</h1>
          {description !== undefined && <p className={classes['description']}>{description}</p>}
        </div>
        {actions !== undefined && <div className={classes['actions']}>{actions}</div>}
      </header>
      <div className={classes['body']}>{children}</div>
    </section>
  );
}
