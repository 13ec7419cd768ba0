import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { reading, type BootId, type Reading } from '@fieldlapse/contracts';
import type { Quarantine } from '../quarantine.ts';
import { scanRecords } from '../record-log.ts';

/** How far a reading has come. */
export const progress = { waiting: 0, taken: 1, acknowledged: 2 } as const;

/** One file of readings of one boot; `seqs[i]` and `states[i]` belong together, `seqs` rise. */
export interface Segment {
  readonly path: string;
  readonly boot: BootId;
  readonly seqs: number[];
  readonly states: number[];
  /** Readings that are not acknowledged. */
  open: number;
  bytes: number;
}

const record = z.object({ seq: z.int().min(0), reading });

/** The readings of a file in the order of their seq, each seq once; damage is kept in the quarantine. */
export async function readSegmentFile(path: string, quarantine: Quarantine) {
  const log = await readFile(path);
  const { payloads, torn } = scanRecords(log);
  for (const { from, to } of torn) {
    const name = `${basename(path)}.${from}.torn`;
    await quarantine.keep(name, log.subarray(from, to), `bytes ${from}–${to} are torn`);
  }
  const bySeq = new Map<number, Reading>();
  for (const payload of payloads) {
    const parsed = record.safeParse(payload);
    if (parsed.success) bySeq.set(parsed.data.seq, parsed.data.reading);
  }
  return { bytes: log.length, readings: new Map([...bySeq].sort(([a], [b]) => a - b)) };
}

export function newSegment(path: string, boot: BootId): Segment {
  return { path, boot, seqs: [], states: [], open: 0, bytes: 0 };
}

/** Adds a seq above all others. */
export function addSeq(segment: Segment, seq: number): void {
  segment.seqs.push(seq);
  segment.states.push(progress.waiting);
  segment.open += 1;
}

/** Marks the seqs from `from` to `to` (inclusive) that exist and are not acknowledged yet; returns how many. */
export function mark(segment: Segment, from: number, to: number, state: number): number {
  let marked = 0;
  for (let at = firstAtLeast(segment.seqs, from); at < segment.seqs.length && segment.seqs[at]! <= to; at += 1) {
    if (segment.states[at] === progress.acknowledged) continue;
    segment.states[at] = state;
    marked += 1;
  }
  if (state === progress.acknowledged) segment.open -= marked;
  return marked;
}

/** The first run of waiting seqs without a hole, at most `most` long: `[from, to]`, or undefined. */
export function waitingRun(segment: Segment, most: number): [from: number, to: number] | undefined {
  const first = segment.states.indexOf(progress.waiting);
  if (first < 0) return undefined;
  let last = first;
  while (
    last + 1 - first < most &&
    segment.states[last + 1] === progress.waiting &&
    segment.seqs[last + 1] === segment.seqs[last]! + 1
  ) {
    last += 1;
  }
  return [segment.seqs[first]!, segment.seqs[last]!];
}

/** The acknowledged seqs as intervals, both ends inclusive. */
export function acknowledgedRuns(segment: Segment): [number, number][] {
  const runs: [number, number][] = [];
  let previous = progress.waiting as number;
  for (const [at, state] of segment.states.entries()) {
    const seq = segment.seqs[at]!;
    if (state === progress.acknowledged) {
      if (previous === progress.acknowledged) runs.at(-1)![1] = seq;
      else runs.push([seq, seq]);
    }
    previous = state;
  }
  return runs;
}

function firstAtLeast(seqs: readonly number[], seq: number): number {
  let low = 0;
  let high = seqs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (seqs[middle]! < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
