import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { BorrowerPanel, NoBorrower } from '@/features/borrower/borrower-panel';
import { LiveNotes } from '@/features/borrower/live-notes';
import { UnknownCaller } from '@/features/borrower/unknown-caller';
import { Worklist } from '@/features/worklist/worklist';
import { WrapUp } from '@/features/wrap-up/wrap-up';
import { useMe } from '@/lib/events/live-store';
import { useNamePage } from '@/lib/page-name';

import { Contacts } from './contacts';
import classes from './desk.module.css';

const route = getRouteApi('/shell/desk');

/** Three zones, one screen: whom to call, who it is, what was before. */
export function DeskRoute() {
  const { customer } = route.useSearch();
  const { t } = useTranslation('app');
  const navigate = useNavigate();
  const { call, needs_outcome: open } = useMe();
  useNamePage(t('nav.desk'));
  const stranger = call && !call.customer ? call.phone_number : null;
  return (
    <div className={classes['desk']}>
      {customer === undefined && <h1 className="zx-visually-hidden">{t('nav.desk')}</h1>}
      <div className={`zx-panel ${classes['left'] ?? ''}`}>
        <Worklist selected={customer} onSelect={(id) => void navigate({ to: '/desk', search: { customer: id } })} />
      </div>
      <div className={classes['centre']}>
        {open && <WrapUp key={open.id} call={open} />}
        <div className="zx-panel">
          {call && call.answered_at !== null && <LiveNotes callId={call.id} />}
          {customer !== undefined ? <BorrowerPanel customerId={customer} /> : stranger !== null ? <UnknownCaller number={stranger} /> : <NoBorrower />}
        </div>
      </div>
      <div className={`zx-panel ${classes['right'] ?? ''}`}>
        <Contacts customerId={customer} />
      </div>
    </div>
  );
}
