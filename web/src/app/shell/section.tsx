import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { may } from '@/lib/auth/policy';
import { useUser } from '@/lib/auth/session';

import { TABS } from '../navigation';

import classes from './section.module.css';

/** Pages that belong together, with tabs between those the role may open. */
export function Section({ of, children }: { of: keyof typeof TABS; children: ReactNode }) {
  const { t } = useTranslation('app');
  const { role } = useUser();
  const tabs = TABS[of].filter((tab) => may(role, tab.ability));
  return (
    <div className={classes['section']}>
      {tabs.length > 1 && (
        <nav className={classes['tabs']} aria-label={t('tabs.label')}>
          {tabs.map((tab) => (
            <Link key={tab.to} to={tab.to} activeOptions={{ exact: true, includeSearch: false }} className={classes['tab']}>
              {t(`tabs.${tab.key}`)}
            </Link>
          ))}
        </nav>
      )}
      <div className={classes['page']}>{children}</div>
    </div>
  );
}
