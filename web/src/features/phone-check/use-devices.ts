import { useCallback, useEffect, useState } from 'react';

/** The sound devices of one kind; empty until the browser has been allowed to name them. */
export function useDevices(kind: 'audioinput' | 'audiooutput') {
  const [list, setList] = useState<MediaDeviceInfo[]>([]);
  const refresh = useCallback(() => {
    const media = navigator.mediaDevices as MediaDevices | undefined;
    void media?.enumerateDevices().then((all) => setList(all.filter((one) => one.kind === kind && one.deviceId !== '' && one.deviceId !== 'default')));
  }, [kind]);
  useEffect(() => {
    refresh();
    const media = navigator.mediaDevices as MediaDevices | undefined;
    media?.addEventListener('devicechange', refresh);
    return () => media?.removeEventListener('devicechange', refresh);
  }, [refresh]);
  return { list, refresh };
}
