import { Button, Group, Select, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { devices } from '@/lib/softphone/microphone';
import { playTestTone } from '@/lib/sound/sounds';

import { Step } from './step';
import { useDevices } from './use-devices';
import classes from './phone-check.module.css';

export function SoundStep({ onHeard }: { onHeard: () => void }) {
  const { t } = useTranslation('phone-check');
  const audio = useRef<HTMLAudioElement>(null);
  const [device, setDevice] = useState(devices.output);
  const [played, setPlayed] = useState(false);
  const [heard, setHeard] = useState(false);
  const { list } = useDevices('audiooutput');
  const play = async () => {
    const element = audio.current;
    if (!element) return;
    if ('setSinkId' in element) await element.setSinkId(device).catch(() => undefined);
    playTestTone(element);
    setPlayed(true);
  };
  return (
    <Step title={t('sound')} done={heard}>
      {/* A test tone has no captions. */}
      {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
      <audio ref={audio} />
      {heard ? <Text size="sm">{t('sound_ok')}</Text> : played && <Text size="sm">{t('sound_ask')}</Text>}
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={() => void play()} data-testid="phone-check-tone">
          {t('sound_play')}
        </Button>
        {played && !heard && (
          <Button
            size="xs"
            data-testid="phone-check-heard"
            onClick={() => {
              setHeard(true);
              onHeard();
            }}
          >
            {t('sound_heard')}
          </Button>
        )}
      </Group>
      {list.length > 0 && (
        <Select
          className={classes['wide'] ?? ''}
          label={t('output')}
          value={device}
          data={[{ value: '', label: t('default_device') }, ...list.map((one) => ({ value: one.deviceId, label: one.label || one.deviceId }))]}
          onChange={(value) => {
            devices.setOutput(value ?? '');
            setDevice(value ?? '');
          }}
        />
      )}
    </Step>
  );
}
