import { Button, Group, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { errorText } from '@/components/error-text';
import { GateVerdict } from '@/components/gate-verdict';
import { transferCall, type Transfer } from '@/lib/api/calls';
import { isApiError } from '@/lib/api/problem';

import { ColleagueList } from './colleague-list';

interface Props {
  callId: string;
  purpose: 'transfer' | 'conference';
  onClose: () => void;
}

/** Whom to bring in, and whether to talk with them first. */
export function TransferDialog({ callId, purpose, onClose }: Props) {
  const { t } = useTranslation(['call-bar', 'common']);
  const [target, setTarget] = useState<'person' | 'number'>('number');
  const [person, setPerson] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const [missing, setMissing] = useState(false);
  const transfer = useMutation({ mutationFn: (body: Transfer) => transferCall(callId, body), onSuccess: onClose });

  const go = (kind: Transfer['kind']) => {
    const to = target === 'person' ? person : typed.trim();
    if (to === null || to === '') {
      setMissing(true);
      return;
    }
    transfer.mutate(target === 'person' ? { kind, to_user_id: Number(to) } : { kind, to_phone_number: to });
  };
  const decision = isApiError(transfer.error) ? transfer.error.decision : undefined;
  const problem = missing ? t('transfer.required') : transfer.error && !decision ? errorText(transfer.error) : undefined;
  return (
    <Modal opened onClose={onClose} title={purpose === 'conference' ? t('transfer.conference_title') : t('transfer.title')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          go('consult');
        }}
      >
        <Stack gap="sm">
          <SegmentedControl
            value={target}
            onChange={(value) => {
              setTarget(value);
              setMissing(false);
              transfer.reset();
            }}
            data={[
              { value: 'number', label: t('transfer.to_number') },
              { value: 'person', label: t('transfer.to_person') },
            ]}
          />
          {target === 'person' ? (
            <ColleagueList
              value={person}
              error={problem}
              onPick={(id) => {
                setPerson(id);
                setMissing(false);
              }}
            />
          ) : (
            <TextInput
              data-autofocus
              type="tel"
              maxLength={32}
              label={t('transfer.number')}
              placeholder={t('transfer.number_placeholder')}
              description={t('transfer.number_hint')}
              value={typed}
              data-testid="transfer-number"
              onChange={(event) => {
                setTyped(event.currentTarget.value);
                setMissing(false);
              }}
              error={problem}
            />
          )}
          {decision && <GateVerdict decision={decision} />}
          <Text size="xs" className="zx-muted">
            {t('transfer.consult_hint')}
          </Text>
          {purpose === 'transfer' && (
            <Text size="xs" className="zx-muted">
              {t('transfer.blind_hint')}
            </Text>
          )}
          <Group justify="flex-end">
            {purpose === 'transfer' && (
              <Button variant="default" loading={transfer.isPending} onClick={() => go('blind')} data-testid="transfer-blind">
                {t('transfer.blind')}
              </Button>
            )}
            <Button type="submit" loading={transfer.isPending} data-testid="transfer-consult">
              {purpose === 'conference' ? t('transfer.add') : t('transfer.consult')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
