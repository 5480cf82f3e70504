import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { ImportReport } from '@/lib/api/schema.gen';
import { money, number } from '@/lib/format/format';

import { AmountsChoice } from './amounts-choice';
import classes from './imports.module.css';
import type { Amounts } from './upload';

interface Props {
  name: string;
  report: ImportReport;
  amounts: Amounts;
  onAmounts: (amounts: Amounts) => void;
  onImport: () => void;
  onReset: () => void;
}

const FIGURES = ['customers_created', 'customers_updated', 'loans_created', 'loans_updated'] as const;

export function Report({ name, report, amounts, onAmounts, onImport, onReset }: Props) {
  const { t } = useTranslation('imports');
  return (
    <section className={`zx-panel ${classes['report'] ?? ''}`} data-testid="import-report">
      <Group justify="space-between" align="baseline">
        <h2>{report.dry_run ? t('report', { name }) : t('report_done', { name })}</h2>
        <Text size="xs" className="zx-muted">
          {t('took', { ms: number(report.took_ms) })}
        </Text>
      </Group>
      <dl className={classes['figures']}>
        <div>
          <dt>{t('rows')}</dt>
          <dd>{number(report.rows)}</dd>
        </div>
        <div data-tone="good">
          <dt>{t('good')}</dt>
          <dd>{number(report.good_rows)}</dd>
        </div>
        <div data-tone={report.bad_rows > 0 ? 'bad' : undefined}>
          <dt>{t('bad')}</dt>
          <dd>{number(report.bad_rows)}</dd>
        </div>
        {FIGURES.map((key) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>{number(report[key])}</dd>
          </div>
        ))}
      </dl>
      {report.amount_due.length > 0 && (
        <div className={classes['sum']} data-testid="import-sum">
          <p>
            {t('sum')}
            {report.amount_due.map(({ currency, amount }) => (
              <strong key={currency}>{money(amount, currency)}</strong>
            ))}
          </p>
          {report.dry_run && <p className="zx-muted">{t('sum_hint')}</p>}
        </div>
      )}
      {report.dry_run && <AmountsChoice value={amounts} onChange={onAmounts} />}
      {report.errors.length > 0 && <Errors report={report} />}
      <Group justify="flex-end" mt="md">
        {report.dry_run && report.bad_rows > 0 && (
          <Text size="sm" className="zx-muted" flex={1}>
            {report.good_rows > 0 ? t('stop_hint') : t('none_good')}
          </Text>
        )}
        <Button variant="default" onClick={onReset}>
          {report.dry_run ? t('other') : t('again')}
        </Button>
        {report.dry_run && report.good_rows > 0 && (
          <Button onClick={onImport} data-testid="import-run">
            {report.bad_rows > 0
              ? t('import_good', { rows: number(report.good_rows), bad: number(report.bad_rows) })
              : t('import_all', { rows: number(report.good_rows) })}
          </Button>
        )}
      </Group>
    </section>
  );
}

function Errors({ report }: { report: ImportReport }) {
  const { t } = useTranslation('imports');
  return (
    <>
      <h3>{t('errors')}</h3>
      {/* A scrolling box must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={classes['errors']} tabIndex={0} role="region" aria-label={t('errors')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('line')}</th>
              <th scope="col">{t('column')}</th>
              <th scope="col">{t('value')}</th>
              <th scope="col">{t('why')}</th>
            </tr>
          </thead>
          <tbody>
            {report.errors.map((error, index) => (
              <tr key={`${error.row} ${error.column} ${index}`}>
                <td>{error.row}</td>
                <td>{error.column}</td>
                <td className="zx-mono">{error.value}</td>
                <td>{error.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {report.errors_truncated && (
        <Text size="xs" className="zx-muted">
          {t('truncated')}
        </Text>
      )}
    </>
  );
}
