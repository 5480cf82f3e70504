import 'uplot/dist/uPlot.min.css';

import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';

import classes from './graph.module.css';

export interface GraphPoint {
  /** Seconds since 1970. */
  at: number;
  value: number | null;
}

interface Props {
  points: readonly GraphPoint[];
  /** Bars for what is counted in a step, a line for what is measured. */
  shape: 'bars' | 'line';
  /** The unit in words, as the axis and the legend show a value. */
  show: (value: number) => string;
  /** What a reader who sees no canvas is told. */
  label: string;
  height?: number;
}

/** One series over time. It draws anew when the colours of the page change, for a canvas inherits none. */
export function Graph({ points, shape, show, label, height = 210 }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const shown = useRef(show);
  const scheme = useComputedColorScheme('light');
  useEffect(() => {
    shown.current = show;
  });
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const colours = getComputedStyle(document.documentElement);
    const colour = (name: string) => colours.getPropertyValue(name).trim();
    const axis = { stroke: colour('--zx-muted'), grid: { stroke: colour('--zx-line'), width: 1 }, ticks: { stroke: colour('--zx-line'), width: 1 }, font: '12px "IBM Plex Sans Variable", sans-serif' };
    const days = (points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0) > 2 * 86_400;
    const draw = new uPlot(
      {
        width: Math.max(240, element.clientWidth),
        height,
        padding: [10, 14, 0, 0],
        cursor: { drag: { x: false, y: false } },
        legend: { show: true },
        scales: { x: { range: (_, from, to) => span(shape, points, from, to) }, y: { range: (_, low, high) => range(shape, low, high) } },
        axes: [{ ...axis, values: (_: uPlot, splits: number[]) => splits.map((seconds) => instant(seconds, days)) }, { ...axis, size: 64, values: (_, splits) => splits.map((value) => shown.current(value)) }],
        series: [
          { value: (_: uPlot, seconds: number | null) => (seconds === null ? '–' : new Date(seconds * 1000).toLocaleString('en-IN', { dateStyle: 'medium', timeStyle: 'short' })) },
          {
            label,
            stroke: colour('--zx-brand'),
            fill: shape === 'bars' ? colour('--zx-brand-soft') : undefined,
            width: 2,
            points: { show: shape === 'line' && points.length < 80, size: 5 },
            paths: shape === 'bars' ? uPlot.paths.bars?.({ size: [0.7, 40] }) : undefined,
            value: (_: uPlot, value: number | null) => (value === null ? '–' : shown.current(value)),
          },
        ],
      },
      [points.map((point) => point.at), points.map((point) => point.value)],
      element,
    );
    const watch = new ResizeObserver(() => draw.setSize({ width: Math.max(240, element.clientWidth), height }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      draw.destroy();
    };
  }, [points, shape, label, height, scheme]);
  return <div ref={frame} className={classes['graph']} role="img" aria-label={label} />;
}

/** A time on the axis: the day where days are shown, else the hour. */
function instant(seconds: number, days: boolean): string {
  const at = new Date(seconds * 1000);
  return days && at.getHours() === 0 ? at.toLocaleDateString('en-IN', { day: 'numeric', month: 'short' }) : days ? '' : at.toLocaleTimeString('en-IN', { hour: '2-digit', minute: '2-digit', hour12: false });
}

/** Half a step of room at either end, so that no bar is cut. */
function span(shape: Props['shape'], points: readonly GraphPoint[], from: number, to: number): [number, number] {
  const step = points.length > 1 ? (to - from) / (points.length - 1) : 3_600;
  return shape === 'bars' || from === to ? [from - step * 0.6, to + step * 0.6] : [from, to];
}

/** Counts begin at nothing; a measure keeps a little air about it. */
function range(shape: Props['shape'], low: number | null, high: number | null): [number, number] {
  const least = low ?? 0;
  const most = high ?? 1;
  if (shape === 'bars') return [0, Math.max(1, most * 1.1)];
  const air = Math.max((most - least) * 0.15, Math.abs(most) * 0.05, 1);
  return [least >= 0 ? Math.max(0, least - air) : least - air, most + air];
}
