import { useEffect, useState } from 'react';

import { phoneCounters } from './phone-store';
import { type LineQuality, qualityBetween } from './quality';
import type { AudioCounters } from './softphone';

const EVERY_MS = 2_000;

/** The quality of the running call, every two seconds. */
export function useLineQuality(running: boolean): LineQuality | null {
  const [quality, setQuality] = useState<LineQuality | null>(null);
  useEffect(() => {
    if (!running) return;
    let before: AudioCounters | null = null;
    const timer = setInterval(() => {
      phoneCounters().then(
        (now) => {
          if (before && now) setQuality(qualityBetween(before, now));
          before = now;
        },
        () => undefined,
      );
    }, EVERY_MS);
    return () => {
      clearInterval(timer);
      setQuality(null);
    };
  }, [running]);
  return quality;
}
