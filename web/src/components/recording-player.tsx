import { ActionIcon, Alert, Anchor, Loader, SegmentedControl, Text } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { recordingUrl, waveformQuery } from '@/lib/api/calls';
import type { RecordingInfo } from '@/lib/api/schema.gen';
import { duration } from '@/lib/format/format';
import { usePhone } from '@/lib/softphone/phone-store';

import classes from './recording-player.module.css';
import { Waveform } from './waveform';

interface Props {
  callId: string;
  gaps?: RecordingInfo['gaps'];
  /** Open at once; else the first press of the button loads it. */
  open?: boolean;
}

export function RecordingPlayer({ callId, gaps = [], open = false }: Props) {
  const { t } = useTranslation('common');
  const audio = useRef<HTMLAudioElement>(null);
  const [opened, setOpened] = useState(open);
  const [element, setElement] = useState<HTMLAudioElement | null>(null);
  const [playing, setPlaying] = useState(false);
  const [failed, setFailed] = useState(false);
  const [time, setTime] = useState({ at: 0, of: 0 });
  const [speed, setSpeed] = useState('1');
  const inCall = usePhone((phone) => phone.session !== 'none');
  const waveform = useQuery({ ...waveformQuery(callId), enabled: opened, retry: false });

  useEffect(() => {
    if (audio.current) audio.current.playbackRate = Number(speed);
  }, [speed, opened]);

  // A call goes first: nobody hears an old conversation under a new one.
  useEffect(() => {
    if (inCall) audio.current?.pause();
  }, [inCall]);

  const toggle = () => {
    if (!opened) setOpened(true);
    const player = audio.current;
    if (!player) return;
    if (playing) player.pause();
    else {
      setFailed(false);
      player.play().catch((error: unknown) => setFailed(!(error instanceof DOMException && error.name === 'AbortError')));
    }
  };
  const length = waveform.data ? waveform.data.duration_ms / 1000 : time.of;
  return (
    <div className={classes['player']}>
      {/* A recorded conversation has no captions. */}
      {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
      <audio
        ref={(node) => {
          audio.current = node;
          setElement(node);
        }}
        src={recordingUrl(callId)}
        // What is fetched counts as listened to in the audit log; peaks and length come without it.
        preload="none"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)}
        onTimeUpdate={(event) => setTime({ at: event.currentTarget.currentTime, of: event.currentTarget.duration || 0 })}
        onError={() => setFailed(opened)}
      />
      <div className={classes['row']}>
        <ActionIcon
          variant="filled"
          radius="xl"
          size={30}
          onClick={toggle}
          aria-label={playing ? t('player.pause') : t('player.play')}
          data-testid="recording-play"
          data-playing={playing || undefined}
        >
          {playing ? <IconPlayerPauseFilled size={15} aria-hidden /> : <IconPlayerPlayFilled size={15} aria-hidden />}
        </ActionIcon>
        {opened ? (
          <>
            <span className={classes['time']}>
              {duration(time.at)} / {duration(length)}
            </span>
            <SegmentedControl
              size="xs"
              value={speed}
              onChange={setSpeed}
              aria-label={t('player.speed')}
              data={['1', '1.5', '2'].map((value) => ({ value, label: `${value}×` }))}
            />
            <Anchor size="xs" href={recordingUrl(callId, true)} download title={t('player.download_note')}>
              {t('player.download')}
            </Anchor>
          </>
        ) : (
          <Text size="xs" className="zx-muted">
            {t('player.play')}
          </Text>
        )}
      </div>
      {failed && (
        <Alert color="signal" p="xs" role="alert">
          {t('player.failed')}
        </Alert>
      )}
      {opened && waveform.isPending && <Loader size="xs" />}
      {opened && waveform.error && (
        <Text size="xs" className="zx-muted">
          {t('player.waveform_failed')}
        </Text>
      )}
      {opened && waveform.data && element && (
        <Waveform
          media={element}
          waveform={waveform.data}
          onSeek={(seconds) => {
            if (audio.current) audio.current.currentTime = seconds;
          }}
        />
      )}
      {opened &&
        gaps.map((gap) => (
          <Text key={gap.from_ms} size="xs" className="zx-muted">
            {t('player.gap', { from: duration(gap.from_ms / 1000), to: duration((gap.to_ms ?? gap.from_ms) / 1000) })}
          </Text>
        ))}
    </div>
  );
}
