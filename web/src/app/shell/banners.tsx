import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMay } from '@/lib/auth/session';
import { useLive } from '@/lib/events/live-store';
import { takeOverPhone, usePhone } from '@/lib/softphone/phone-store';

import classes from './banners.module.css';

/** Shown only when it lasts: a loss of less than a second is nobody's business. */
function useLasting(value: boolean, ms: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLasting(value), value ? ms : 0);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return lasting && value;
}

export function Banners() {
  const { t } = useTranslation('app');
  const lost = useLasting(useLive((live) => live.status !== 'open'), 800);
  const known = useLive((live) => live.known);
  const problem = usePhone((phone) => phone.problem);
  const elsewhere = usePhone((phone) => phone.elsewhere);
  const hasPhone = useMay('phone');
  return (
    <>
      {lost && (
        <div className={classes['banner']} data-tone={known ? 'warn' : 'info'} role="status" data-testid="banner-lost">
          {known ? t('banner.lost') : t('banner.connecting')}
        </div>
      )}
      {hasPhone && problem === 'microphone_blocked' && (
        <div className={classes['banner']} data-tone="bad" role="alert">
          {t('banner.microphone')}
        </div>
      )}
      {hasPhone && problem === 'microphone_missing' && (
        <div className={classes['banner']} data-tone="bad" role="alert">
          {t('banner.microphone_missing')}
        </div>
      )}
      {hasPhone && !window.isSecureContext && (
        <div className={classes['banner']} data-tone="bad" role="alert">
          {t('banner.insecure')}
        </div>
      )}
      {hasPhone && elsewhere && (
        <div className={classes['banner']} data-tone="info" role="status">
          {t('banner.elsewhere')}
          <Button size="compact-xs" onClick={takeOverPhone} data-testid="phone-take-over">
            {t('banner.elsewhere_take')}
          </Button>
        </div>
      )}
    </>
  );
}
