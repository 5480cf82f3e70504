// Sounds for the fake microphone, and an ear for what the page plays.
import { writeFileSync } from 'node:fs';

/** A WAV of a tone in bursts: a steady tone would be taken for noise and suppressed by the page. */
export function writeTone(file, hz, seconds = 4, rate = 48_000) {
  const samples = seconds * rate;
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples * 2, 40);
  for (let i = 0; i < samples; i += 1) {
    const on = (i / rate) % 1 < 0.6;
    wav.writeInt16LE(on ? Math.round(12_000 * Math.sin((2 * Math.PI * hz * i) / rate)) : 0, 44 + 2 * i);
  }
  writeFileSync(file, wav);
}

/** Share of the energy of `samples` that is within a few Hz of `hz` (Goertzel, windows of 20 ms). */
export function toneShare(samples, hz, rate) {
  const size = Math.round(rate * 0.1);
  let best = 0;
  for (let from = 0; from + size <= samples.length; from += size) {
    const k = 2 * Math.cos((2 * Math.PI * hz) / rate);
    let s1 = 0;
    let s2 = 0;
    let energy = 0;
    for (let i = from; i < from + size; i += 1) {
      const s = samples[i] + k * s1 - s2;
      s2 = s1;
      s1 = s;
      energy += samples[i] * samples[i];
    }
    if (energy / size < 1e-6) continue;
    best = Math.max(best, (2 * (s1 * s1 + s2 * s2 - k * s1 * s2)) / (size * energy));
  }
  return best;
}

/** Left and right of a 16-bit stereo WAV, as floats. */
export function readWav(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rate = view.getUint32(24, true);
  const frames = (bytes.byteLength - 44) >> 2;
  const left = new Float32Array(frames);
  const right = new Float32Array(frames);
  for (let i = 0; i < frames; i += 1) {
    left[i] = view.getInt16(44 + 4 * i, true) / 32768;
    right[i] = view.getInt16(46 + 4 * i, true) / 32768;
  }
  return { rate, left, right };
}
