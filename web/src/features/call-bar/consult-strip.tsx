import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { callVerb } from '@/lib/api/calls';
import type { Call } from '@/lib/api/schema.gen';
import { phone } from '@/lib/format/format';

import classes from './call-bar.module.css';
import { thirdOf } from './call-rules';
import { useVerb } from './use-verb';

/** Second row of the bar while a third person is in the call: what may be done with them. */
export function ConsultStrip({ call }: { call: Call }) {
  const { t } = useTranslation('call-bar');
  const verb = useVerb();
  if (call.state !== 'consulting' && call.state !== 'conference') return null;
  const third = thirdOf(call);
  const who = third ? phone(third.endpoint) : t('consult.third');
  const conference = call.state === 'conference';
  const ringing = third !== undefined && third.state !== 'up';
  return (
    <div className={classes['strip']} role="status">
      <span>{conference ? t('consult.conference', { who }) : ringing ? t('consult.ringing', { who }) : t('consult.consulting', { who })}</span>
      <span className={classes['strip-actions']}>
        <Button size="compact-sm" color="petrol.2" data-testid="transfer-complete" onClick={() => verb.mutate(() => callVerb(call.id, 'transfer/complete'))}>
          {conference ? t('consult.leave') : t('consult.complete')}
        </Button>
        {!conference && (
          <Button size="compact-sm" color="petrol.2" data-testid="transfer-conference" disabled={ringing} onClick={() => verb.mutate(() => callVerb(call.id, 'conference'))}>
            {t('consult.three_way')}
          </Button>
        )}
        <Button size="compact-sm" variant="default" data-testid="transfer-cancel" onClick={() => verb.mutate(() => callVerb(call.id, 'transfer/cancel'))}>
          {conference ? t('consult.drop') : t('consult.cancel')}
        </Button>
      </span>
    </div>
  );
}
