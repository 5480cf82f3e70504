import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { skipCheck } from './skip';
import { MicrophoneStep } from './microphone-step';
import { NetworkStep } from './network-step';
import { SoundStep } from './sound-step';

/** Microphone, sound, connection: found out before a borrower is on the line. */
export function PhoneCheck({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('phone-check');
  const [microphone, setMicrophone] = useState(false);
  const [sound, setSound] = useState(false);
  const [skip, setSkip] = useState(skipCheck.get);
  const close = () => {
    skipCheck.set(skip);
    onClose();
  };
  const done = microphone && sound;
  return (
    <Modal opened onClose={close} title={t('title')} size="md" data-testid="phone-check">
      <Stack gap="md">
        <Text size="sm" className="zx-muted">
          {t('intro')}
        </Text>
        <MicrophoneStep onHeard={() => setMicrophone(true)} />
        <SoundStep onHeard={() => setSound(true)} />
        <NetworkStep />
        <Group justify="space-between" mt="xs">
          <Checkbox label={t('skip_next')} checked={skip} onChange={(event) => setSkip(event.currentTarget.checked)} />
          <Button variant={done ? 'filled' : 'default'} onClick={close} data-testid="phone-check-close">
            {done ? t('done') : t('skip')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
