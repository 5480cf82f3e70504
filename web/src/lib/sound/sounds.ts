import { audioContext } from '../softphone/level';

interface Playing {
  stop: () => void;
}

function burst(frequencies: number[], from: number, length: number, volume: number, output: AudioNode): void {
  const context = audioContext();
  const gain = context.createGain();
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(volume, from + 0.02);
  gain.gain.setValueAtTime(volume, from + length - 0.04);
  gain.gain.linearRampToValueAtTime(0, from + length);
  gain.connect(output);
  for (const frequency of frequencies) {
    const tone = context.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(gain);
    tone.start(from);
    tone.stop(from + length);
  }
}

/** India's cadence: 0.4 s on, 0.2 off, 0.4 on, 2 off. Only for calls that come in. */
export function startRinging(): Playing {
  const context = audioContext();
  const output = context.createGain();
  output.connect(context.destination);
  const ring = () => {
    const now = context.currentTime + 0.05;
    burst([400, 450], now, 0.4, 0.16, output);
    burst([400, 450], now + 0.6, 0.4, 0.16, output);
  };
  ring();
  const timer = setInterval(ring, 3_000);
  return {
    stop: () => {
      clearInterval(timer);
      output.disconnect();
    },
  };
}

/** A rising chord through the chosen output, as a media stream so that `setSinkId` applies. */
export function playTestTone(element: HTMLAudioElement): void {
  const context = audioContext();
  const destination = context.createMediaStreamDestination();
  const now = context.currentTime + 0.1;
  burst([523.25], now, 0.35, 0.3, destination);
  burst([659.25], now + 0.35, 0.35, 0.3, destination);
  burst([783.99], now + 0.7, 0.5, 0.3, destination);
  element.srcObject = destination.stream;
  void element.play();
}
