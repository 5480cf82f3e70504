import { Outlet } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { CallBar } from '@/features/call-bar/call-bar';
import { HelpSheet } from '@/features/help/help-sheet';
import { PhoneCheck } from '@/features/phone-check/phone-check';
import { skipCheck } from '@/features/phone-check/skip';
import { useMay, useSession } from '@/lib/auth/session';
import { useHotkey } from '@/lib/hotkeys/hotkeys';

import { Banners } from './banners';
import { Rail } from './rail';
import { RemoteAudio } from './remote-audio';
import classes from './shell.module.css';
import { useLiveLink } from './use-live-link';
import { useRinging } from './use-ringing';
import { useScreenPop } from './use-screen-pop';
import { useTabFace } from './use-tab-face';

/** Everything around a page: rail, call bar, phone, event stream. It stays mounted from page to page. */
export function Shell() {
  const signedIn = useSession((state) => state.session != null);
  return signedIn ? <SignedInShell /> : null;
}

function SignedInShell() {
  const { t } = useTranslation('app');
  const hasPhone = useMay('phone');
  const fresh = useSession((state) => state.fresh);
  const [checking, setChecking] = useState(() => hasPhone && fresh && !skipCheck.get());
  const [help, setHelp] = useState(false);
  useLiveLink(hasPhone);
  useRinging();
  useScreenPop(hasPhone);
  useTabFace();
  useHotkey('help', () => setHelp((open) => !open));
  return (
    <div className={classes['frame']}>
      <a className={classes['skip']} href="#content">
        {t('skip_link')}
      </a>
      <Rail onCheckPhone={() => setChecking(true)} onHelp={() => setHelp(true)} />
      <div className={classes['main']}>
        {hasPhone && <CallBar />}
        <Banners />
        <main id="content" className={classes['content']} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      {hasPhone && <RemoteAudio />}
      {checking && <PhoneCheck onClose={() => setChecking(false)} />}
      {help && <HelpSheet onClose={() => setHelp(false)} />}
    </div>
  );
}
