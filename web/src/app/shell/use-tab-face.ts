import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import { shownState } from '@/components/state-chip';
import { useMe } from '@/lib/events/live-store';
import { phone } from '@/lib/format/format';
import { usePageName } from '@/lib/page-name';

import { faviconOf } from './favicon';

/** The tab's title and icon say the state and the page, for a telecaller who looks at another tab. */
export function useTabFace(): void {
  const { t } = useTranslation(['app', 'common']);
  const { agent, call } = useMe();
  const state = agent ? shownState(agent, call?.call_direction === 'outbound') : null;
  const who = call ? (call.customer?.name ?? phone(call.phone_number)) : null;
  const page = usePageName((open) => open.name);
  const title = () => {
    if (state === null) return page === '' ? 'ZENIX' : t('title', { what: page });
    if (state === 'ringing' && who !== null) return t('title_incoming', { who });
    const word = t(`common:state.${state}`);
    const what = who ?? page;
    return what === '' ? t('title', { what: word }) : t('title_with', { state: word, what });
  };
  const shown = title();
  useEffect(() => {
    document.title = shown;
    return () => {
      document.title = 'ZENIX';
    };
  }, [shown]);
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('#favicon');
    if (!icon) return;
    icon.href = state === null ? '/favicon.svg' : faviconOf(state === 'dialing' ? 'ringing' : state);
    return () => {
      icon.href = '/favicon.svg';
    };
  }, [state]);
}
