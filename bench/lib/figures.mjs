// Numbers out of samples, and what they were measured on.
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

export const percentile = (list, p) => {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor((p / 100) * sorted.length))] : Number.NaN;
};
export const median = (list) => percentile(list, 50);
export const round = (value, digits = 1) => Number(value.toFixed(digits));

/** `median (p90 …, p99 …)` of milliseconds. */
export const spread = (list) => `${round(median(list))} (p90 ${round(percentile(list, 90))}, p99 ${round(percentile(list, 99))}, n ${list.length})`;
/** `median, min–max`. */
export const range = (list, digits = 2) => `${round(median(list), digits)}, ${round(Math.min(...list), digits)}–${round(Math.max(...list), digits)}`;

export function machine() {
  const model = cpus()[0].model.trim();
  const load = readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
  return `${cpus().length} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB, load ${load} at the start, ${process.version}`;
}

/** CPU seconds a process has used so far. */
export function cpuOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}
