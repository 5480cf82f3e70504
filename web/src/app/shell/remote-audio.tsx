import { useEffect, useRef } from 'react';

import { devices } from '@/lib/softphone/microphone';
import { usePhone } from '@/lib/softphone/phone-store';

/** Where the borrower is heard. */
export function RemoteAudio() {
  const audio = useRef<HTMLAudioElement>(null);
  const remote = usePhone((phone) => phone.remote);
  useEffect(() => {
    const element = audio.current;
    if (!element) return;
    element.srcObject = remote;
    if (!remote) return;
    const output = devices.output();
    if (output !== '' && 'setSinkId' in element) void element.setSinkId(output).catch(() => undefined);
    void element.play().catch(() => undefined);
  }, [remote]);
  // A live conversation has no captions.
  // eslint-disable-next-line jsx-a11y/media-has-caption
  return <audio ref={audio} data-testid="remote-audio" autoPlay />;
}
