import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import WaveSurfer from 'wavesurfer.js';

import type { Waveform as Peaks } from '@/lib/api/schema.gen';

import classes from './recording-player.module.css';

interface Props {
  media: HTMLAudioElement;
  waveform: Peaks;
  onSeek: (seconds: number) => void;
}

/** Both voices under one another: telecaller above, borrower below. Peaks come from the server. */
export function Waveform({ media, waveform, onSeek }: Props) {
  const { t } = useTranslation('common');
  const host = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const container = host.current;
    if (!container) return;
    const style = getComputedStyle(container);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const channel = (name: string) => ({
      waveColor: `color-mix(in srgb, ${colour(name)} 45%, transparent)`,
      progressColor: colour(name),
      height: 26,
      normalize: true,
      cursorColor: colour('--zx-ink'),
      cursorWidth: 1,
    });
    const a = channel('--zx-channel-a');
    const b = channel('--zx-channel-b');
    // The canvas takes no color-mix: resolve through the element.
    const resolve = (value: string) => {
      container.style.color = value;
      return getComputedStyle(container).color;
    };
    const wave = WaveSurfer.create({
      container,
      media,
      peaks: [waveform.telecaller, waveform.borrower],
      duration: waveform.duration_ms / 1000,
      splitChannels: [
        { ...a, waveColor: resolve(a.waveColor) },
        { ...b, waveColor: resolve(b.waveColor) },
      ],
      barWidth: 2,
      barGap: 1,
      barRadius: 1,
      cursorWidth: 1,
      cursorColor: colour('--zx-ink'),
      dragToSeek: true,
    });
    return () => {
      // The audio element is the player's: keep its position and source.
      wave.setOptions({ media });
      wave.destroy();
    };
  }, [media, waveform]);

  const seekByKey = (event: React.KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 5 : event.key === 'ArrowLeft' ? -5 : 0;
    if (step === 0) return;
    event.preventDefault();
    onSeek(Math.min(Math.max(0, media.currentTime + step), waveform.duration_ms / 1000));
  };
  return (
    <div className={classes['wave']}>
      <div className={classes['channels']} aria-hidden>
        <span data-channel="a">{t('player.telecaller')}</span>
        <span data-channel="b">{t('player.borrower')}</span>
      </div>
      <div
        ref={host}
        className={classes['canvas']}
        role="slider"
        tabIndex={0}
        aria-label={t('player.seek')}
        aria-valuemin={0}
        aria-valuemax={Math.round(waveform.duration_ms / 1000)}
        aria-valuenow={Math.round(media.currentTime)}
        onKeyDown={seekByKey}
      />
    </div>
  );
}
