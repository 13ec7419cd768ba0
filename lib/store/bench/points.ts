import type { Point } from '@fieldlapse/store';

/** One measured number; `goal` and `met` where PERFORMANCE names one. */
export interface BenchFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: string;
  readonly met?: boolean;
}

export const minuteMs = 60_000;
export const minutesOfYear = 525_600;
export const seriesCount = 1000;
export const batches = 600;
export const start = Date.UTC(2026, 0, 1);

export function interleaved(minute: number): Point[] {
  return Array.from({ length: seriesCount }, (_, index) =>
    sample(`site/sensor-${index}/air-temperature`, minute, index),
  );
}

export function sample(series: string, minute: number, shift = 0): Point {
  return { series, t: start + minute * minuteMs, value: 25 + 8 * Math.sin(minute / 229 + shift) };
}

export async function timed(action: () => unknown): Promise<number> {
  const began = performance.now();
  await action();
  return performance.now() - began;
}

export async function median(times: number, action: () => unknown): Promise<number> {
  const found: number[] = [];
  for (let count = 0; count < times; count++) found.push(await timed(action));
  return found.sort((a, b) => a - b)[Math.floor(times / 2)] ?? 0;
}

export function figure(name: string, value: number, unit: string): BenchFigure {
  return { name, value: Number(value.toPrecision(3)), unit };
}

export function ratio(name: string, value: number, atLeast: number): BenchFigure {
  return { ...figure(name, value, '×'), goal: `≥ ${atLeast}×`, met: value >= atLeast };
}
