import type { PhoneProblem } from './softphone';

const INPUT_KEY = 'zenix.input';
const OUTPUT_KEY = 'zenix.output';

export const devices = {
  input: () => localStorage.getItem(INPUT_KEY) ?? '',
  output: () => localStorage.getItem(OUTPUT_KEY) ?? '',
  setInput: (id: string) => localStorage.setItem(INPUT_KEY, id),
  setOutput: (id: string) => localStorage.setItem(OUTPUT_KEY, id),
};

export class InsecureContextError extends Error {}

/** Echo cancelling is on: most telecallers wear headsets, some do not. */
export async function openMicrophone(deviceId = devices.input()): Promise<MediaStream> {
  // A page from plain HTTP (other than localhost) has no microphone, whatever the types say.
  const media = navigator.mediaDevices as MediaDevices | undefined;
  if (!media) throw new InsecureContextError('no microphone on a page without TLS');
  const processing = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  try {
    return await media.getUserMedia({
      audio: deviceId === '' ? processing : { ...processing, deviceId: { exact: deviceId } },
      video: false,
    });
  } catch (error) {
    const gone = error instanceof DOMException && (error.name === 'OverconstrainedError' || error.name === 'NotFoundError');
    if (!gone || deviceId === '') throw error;
    // The chosen headset was unplugged: take what there is.
    return media.getUserMedia({ audio: processing, video: false });
  }
}

/** A microphone opened ahead of the call, so that the answer need not wait for it. */
let warm: Promise<MediaStream> | null = null;
let cooling: ReturnType<typeof setTimeout> | undefined;

export function warmUpMicrophone(): void {
  if (warm) return;
  const opening = openMicrophone();
  warm = opening;
  opening.catch(() => {
    if (warm === opening) warm = null;
  });
  cooling = setTimeout(() => {
    if (warm !== opening) return;
    warm = null;
    void opening.then((stream) => stream.getTracks().forEach((track) => track.stop()));
  }, 20_000);
}

export function takeMicrophone(): Promise<MediaStream> {
  const ready = warm;
  warm = null;
  clearTimeout(cooling);
  return ready ?? openMicrophone();
}

export function microphoneProblem(error: unknown): PhoneProblem {
  if (error instanceof InsecureContextError) return 'insecure';
  if (error instanceof DOMException && error.name === 'NotAllowedError') return 'microphone_blocked';
  if (error instanceof DOMException && error.name === 'NotFoundError') return 'microphone_missing';
  return 'unreachable';
}
