import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { FormError } from '@/components/form-error';
import { api, unwrap } from '@/lib/api/client';
import type { Sim } from '@/lib/api/schema.gen';
import { useMay } from '@/lib/auth/session';
import { fullDateTime, money } from '@/lib/format/format';

import classes from './sim.module.css';

/** What the network last said of the SIM's credit, and a way to ask it now. */
export function SimCreditPanel({ sim }: { sim: Sim }) {
  const { t } = useTranslation('common');
  const mayAsk = useMay('routing.check');
  const queries = useQueryClient();
  const ask = useMutation({
    mutationFn: () => unwrap(api.POST('/api/v1/sims/{iccid}/credit', { params: { path: { iccid: sim.iccid } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['routing'] }),
  });
  const { credit } = sim;
  const floor = sim.limits.credit_floor_minor;
  const low = credit?.amount_minor != null && floor !== null && credit.amount_minor < floor;
  return (
    <div data-testid="sim-credit">
      <div className={classes['credit']}>
        <div>
          <strong className={low ? classes['low'] : undefined}>{creditText(credit, t('sim.credit_not_read'), t('sim.credit_unknown'))}</strong>
          {credit && <span className="zx-muted">{` ${t('sim.credit_at', { when: fullDateTime(credit.at) })}`}</span>}
          {low && <span className={classes['low']}>{` ${t('sim.credit_low')}`}</span>}
        </div>
        {mayAsk && (
          <Button size="compact-sm" variant="default" loading={ask.isPending} onClick={() => ask.mutate()}>
            {t('sim.ask_credit')}
          </Button>
        )}
      </div>
      {ask.isPending && (
        <p className={classes['said']} role="status">
          {t('sim.asking')}
        </p>
      )}
      {ask.data ? (
        <p className={classes['said']} role="status" data-testid="credit-answer" data-understood={ask.data.understood}>
          {t('sim.network_said', { text: ask.data.decoded })}
          {ask.data.maybe_old && ` ${t('sim.maybe_old')}`}
          {!ask.data.understood && ` ${t('sim.not_understood', { why: ask.data.why ?? '' })}`}
        </p>
      ) : (
        credit && !ask.isPending && <p className={classes['said']}>{t('sim.network_said', { text: credit.said })}</p>
      )}
      <FormError error={ask.error} />
    </div>
  );
}

export function creditText(credit: Sim['credit'], notRead: string, unknown: string): string {
  if (credit === null) return unknown;
  return credit.amount_minor === null || credit.currency === null ? notRead : money(credit.amount_minor, credit.currency);
}
