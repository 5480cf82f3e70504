import { useEffect } from 'react';

import { usePhone } from '@/lib/softphone/phone-store';
import { startRinging } from '@/lib/sound/sounds';

/** Rings for calls that come in; a call the telecaller started never does. */
export function useRinging(): void {
  const ringing = usePhone((phone) => phone.session === 'ringing');
  useEffect(() => {
    if (!ringing) return;
    const sound = startRinging();
    return () => sound.stop();
  }, [ringing]);
}
