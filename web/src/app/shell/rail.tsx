import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { AlertCount } from '@/features/alerts/alert-count';
import { PhoneStatus } from '@/features/call-bar/phone-status';
import { UnreadCount } from '@/features/texts/unread-count';
import { may } from '@/lib/auth/policy';
import { useMay, useUser } from '@/lib/auth/session';

import { NAVIGATION } from '../navigation';

import { AccountMenu } from './account-menu';
import classes from './rail.module.css';

interface Props {
  onCheckPhone: () => void;
  onHelp: () => void;
}

export function Rail({ onCheckPhone, onHelp }: Props) {
  const { t } = useTranslation('app');
  const user = useUser();
  const hasPhone = useMay('phone');
  return (
    <nav className={classes['rail']} aria-label={t('nav.label')}>
      <Link to="/" className={classes['logo']} aria-label={t('to_start')}>
        <svg viewBox="0 0 32 32" width="30" height="30" aria-hidden>
          <path d="M6 8h20L11 24h15" fill="none" stroke="#ffcb66" strokeWidth="3.6" strokeLinejoin="round" strokeLinecap="round" />
        </svg>
      </Link>
      <ul>
        {NAVIGATION.filter((item) => may(user.role, item.ability)).map((item) => (
          <li key={item.to}>
            <Link to={item.to} className={classes['item']} activeOptions={{ exact: false, includeSearch: false }} data-testid={`nav-${item.key}`}>
              <span className={classes['icon']}>
                <item.icon size={20} stroke={1.7} aria-hidden />
                {item.key === 'alerts' && <AlertCount />}
                {item.key === 'texts' && <UnreadCount />}
              </span>
              <span>{item.key === 'calls' && user.role === 'telecaller' ? t('nav.my_calls') : t(`nav.${item.key}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <div className={classes['foot']}>
        {hasPhone && <PhoneStatus onCheck={onCheckPhone} />}
        <AccountMenu onCheckPhone={hasPhone ? onCheckPhone : undefined} onHelp={onHelp} />
      </div>
    </nav>
  );
}
