import { Button, Select, Text } from '@mantine/core';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { LevelBars } from '@/components/level-bars';
import { useLevel } from '@/lib/softphone/level';
import { devices, microphoneProblem, openMicrophone } from '@/lib/softphone/microphone';

import { Step } from './step';
import { useDevices } from './use-devices';
import classes from './phone-check.module.css';

type Problem = 'blocked' | 'missing' | 'insecure' | 'failed';
const PROBLEMS: Record<ReturnType<typeof microphoneProblem>, Problem> = {
  microphone_blocked: 'blocked',
  microphone_missing: 'missing',
  insecure: 'insecure',
  refused: 'failed',
  unreachable: 'failed',
};

export function MicrophoneStep({ onHeard }: { onHeard: () => void }) {
  const { t } = useTranslation('phone-check');
  const [device, setDevice] = useState(devices.input);
  const [tries, setTries] = useState(0);
  const [stream, setStream] = useState<MediaStream | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [heard, setHeard] = useState(false);
  const { list, refresh } = useDevices('audioinput');
  const level = useLevel(stream);

  useEffect(() => {
    let open: MediaStream | null = null;
    let gone = false;
    openMicrophone(device)
      .then((opened) => {
        if (gone) {
          opened.getTracks().forEach((track) => track.stop());
          return;
        }
        open = opened;
        setStream(opened);
        setProblem(null);
        refresh();
      })
      .catch((error: unknown) => {
        if (!gone) setProblem(PROBLEMS[microphoneProblem(error)]);
      });
    return () => {
      gone = true;
      open?.getTracks().forEach((track) => track.stop());
      setStream(null);
    };
  }, [device, tries, refresh]);

  const loud = level > 0.35;
  if (loud && !heard) setHeard(true);
  const report = useEffectEvent(onHeard);
  useEffect(() => {
    if (heard) report();
  }, [heard]);

  return (
    <Step title={t('microphone')} done={heard}>
      {problem ? (
        <>
          <Text size="sm" c="var(--zx-bad)" role="alert">
            {t(problem)}
          </Text>
          <Button size="xs" onClick={() => setTries(tries + 1)}>
            {t('microphone_open')}
          </Button>
        </>
      ) : (
        <>
          <Text size="sm">{heard ? t('microphone_heard') : t('microphone_say')}</Text>
          <span className={classes['level']}>
            <LevelBars stream={stream} label={t('level')} bars={20} />
          </span>
        </>
      )}
      <Select
        className={classes['wide'] ?? ''}
        label={t('input')}
        value={device}
        data={[{ value: '', label: t('default_device') }, ...list.map((one) => ({ value: one.deviceId, label: one.label || one.deviceId }))]}
        onChange={(value) => {
          devices.setInput(value ?? '');
          setDevice(value ?? '');
        }}
      />
    </Step>
  );
}
