import { Button, Group, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { fieldError } from '@/components/field-error';
import { FormError } from '@/components/form-error';
import { StatusBadge } from '@/components/status-badge';
import { api, unwrap } from '@/lib/api/client';
import { money } from '@/lib/format/format';

/** An answer of the operator's, pasted: what the pattern makes of it. Nothing is stored or sent. */
export function PatternTest({ pattern, currency }: { pattern: string; currency: string }) {
  const { t } = useTranslation('operators');
  const [answer, setAnswer] = useState('');
  const test = useMutation({
    mutationFn: () => unwrap(api.POST('/api/v1/operator-tests', { body: { credit_pattern: pattern, currency: currency.trim().toUpperCase(), answer } })),
  });
  const read = test.data;
  return (
    <div className="zx-panel" style={{ padding: 12 }}>
      <Textarea label={t('test.answer')} description={t('test.answer_hint')} autosize minRows={2} maxRows={6} maxLength={2000} value={answer} error={fieldError(test.error, 'answer')} onChange={(event) => setAnswer(event.currentTarget.value)} />
      <Group mt="xs" gap="sm">
        <Button size="compact-sm" variant="default" disabled={answer.trim() === '' || pattern.trim() === ''} loading={test.isPending} onClick={() => test.mutate()}>
          {t('test.do')}
        </Button>
        {read && (
          <span role="status" data-testid="pattern-result" data-understood={read.understood}>
            <StatusBadge tone={read.understood ? 'good' : 'bad'}>{read.understood ? t('test.understood') : t('test.not_understood')}</StatusBadge>{' '}
            {read.amount_minor !== null && <strong>{money(read.amount_minor, read.currency)}</strong>} {read.why ?? ''}
            {read.decoded !== answer && <span className="zx-muted"> {t('test.decoded', { text: read.decoded })}</span>}
          </span>
        )}
      </Group>
      <FormError error={test.error} fields={['answer', 'credit_pattern', 'currency']} />
    </div>
  );
}
