import { Progress, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { notifyGood } from '@/components/notify';
import { Page } from '@/components/page';
import { ErrorState } from '@/components/states';
import { number } from '@/lib/format/format';

import { DropFile } from './drop-file';
import { Report } from './report';
import { type Amounts, type ImportWish, uploadImport } from './upload';

export function ImportPage() {
  const { t } = useTranslation('imports');
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [sent, setSent] = useState(0);
  const [amounts, setAmounts] = useState<Amounts>('major');
  const run = useMutation({
    mutationFn: (wish: ImportWish) => uploadImport(wish, setSent),
    onMutate: () => setSent(0),
    onSuccess: (report) => {
      if (report.dry_run) return;
      notifyGood(t('done', { rows: number(report.good_rows) }));
      void queries.invalidateQueries({ queryKey: ['customers'] });
    },
  });
  const check = (chosen: File, unit: Amounts) => {
    setFile(chosen);
    setAmounts(unit);
    run.mutate({ file: chosen, dryRun: true, skipBadRows: false, amounts: unit });
  };
  const report = run.data;
  const importNow = () => file && run.mutate({ file, dryRun: false, skipBadRows: (report?.bad_rows ?? 0) > 0, amounts });
  const reset = () => {
    setFile(null);
    run.reset();
  };
  const importing = run.isPending && !run.variables.dryRun;
  return (
    <Page title={t('title')} description={t('description')}>
      <Stack gap="md" maw={980}>
        {!file && <DropFile amounts={amounts} onAmounts={setAmounts} onFile={(chosen) => check(chosen, amounts)} />}
        {file && run.isPending && (
          <div className="zx-panel" style={{ padding: 20 }} role="status">
            <Text fw={600} mb="xs">
              {sent < 1 ? t('sending') : importing ? t('importing', { name: file.name }) : t('working', { name: file.name })}
            </Text>
            <Progress value={sent < 1 ? sent * 100 : 100} animated={sent >= 1} aria-label={t('sending')} />
          </div>
        )}
        {run.error && <ErrorState error={run.error} onRetry={reset} />}
        {file && run.isSuccess && report && <Report name={file.name} report={report} amounts={amounts} onAmounts={(unit) => check(file, unit)} onImport={importNow} onReset={reset} />}
      </Stack>
    </Page>
  );
}
