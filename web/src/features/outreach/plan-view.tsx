import { SegmentedControl, Table } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { EmptyState } from '@/components/states';
import { StatusBadge } from '@/components/status-badge';
import type { MessagePlan } from '@/lib/api/schema.gen';
import { fullDateTime, money, number, phone } from '@/lib/format/format';
import { languageName } from '@/lib/format/language';

import classes from './outreach.module.css';

/** Who would get a text, and why others would not. */
export function PlanView({ plan }: { plan: MessagePlan }) {
  const { t } = useTranslation(['outreach', 'common']);
  const [shown, setShown] = useState<'will_send' | 'will_not'>(plan.will_send > 0 || plan.total === 0 ? 'will_send' : 'will_not');
  const people = plan.people.filter((one) => one.verdict === shown);
  const figures: [string, string][] = [
    [t('plan.total'), number(plan.total)],
    [t('plan.will_send'), number(plan.will_send)],
    [t('plan.parts'), number(plan.parts)],
    [t('plan.cost'), plan.cost !== null && plan.currency !== null ? money(plan.cost, plan.currency) : t('plan.no_price')],
  ];
  return (
    <section className={classes['plan']} aria-label={t('plan.label')} data-testid="text-plan">
      <dl className={classes['figures']}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {plan.will_not.length > 0 && (
        <>
          <span className="zx-label">{t('plan.why_not')}</span>
          <ul className={classes['reasons']}>
            {plan.will_not.map((one) => (
              <li key={one.reason}>
                <span>{one.reason}</span>
                <strong>{number(one.count)}</strong>
              </li>
            ))}
          </ul>
        </>
      )}
      <SegmentedControl
        size="xs"
        aria-label={t('plan.who')}
        value={shown}
        data={(['will_send', 'will_not'] as const).map((value) => ({ value, label: t(`plan.verdict.${value}`) }))}
        onChange={(value) => setShown(value)}
      />
      {people.length === 0 ? (
        <EmptyState title={t(`plan.nobody.${shown}`)} />
      ) : (
        // A region that scrolls takes the keys.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className={classes['people']} tabIndex={0} role="region" aria-label={t('plan.who')}>
          <Table stickyHeader aria-label={t('plan.who')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('plan.borrower')}</Table.Th>
                <Table.Th>{t('plan.number')}</Table.Th>
                <Table.Th>{t('filter.language')}</Table.Th>
                <Table.Th>{shown === 'will_send' ? t('plan.text') : t('plan.why')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {people.map((one, index) => (
                <Table.Tr key={`${one.customer.id} ${index}`}>
                  <Table.Td>{one.customer.name}</Table.Td>
                  <Table.Td style={{ whiteSpace: 'nowrap' }}>{one.phone_number === null ? '–' : phone(one.phone_number)}</Table.Td>
                  <Table.Td>{one.language === null ? '–' : languageName(one.language)}</Table.Td>
                  <Table.Td>{one.verdict === 'will_send' ? one.text : <StatusBadge tone="warn">{one.why}</StatusBadge>}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <p className="zx-muted" style={{ margin: 0, fontSize: '0.78rem' }}>
        {t('plan.at', { time: fullDateTime(plan.at) })} {plan.more && t('plan.more')}
      </p>
    </section>
  );
}
