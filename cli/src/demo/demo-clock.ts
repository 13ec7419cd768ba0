import { existsSync, readFileSync } from 'node:fs';
import { catchUpClock, writeFileDurably, type Clock } from '@fieldlapse/runtime';
import { z } from 'zod';
import type { DataFolder } from '../data-folder.ts';

const dayMs = 86_400_000;
const seasonDays = 120;
/** One simulated day every 3 s. */
const demoRate = dayMs / 3000;

const demoFile = z.object({ v: z.literal(1), sownAt: z.number(), reachedAt: z.number() });

/** The clock of the demo season, which remembers between starts how far it has come. */
export interface DemoClock extends Clock {
  /** UTC ms of the first day of the season. */
  readonly sownAt: number;
  caughtUp(): boolean;
  /** Writes how far the season has come. */
  save(): Promise<void>;
}

/** A season that began 120 days ago at its first start and goes on from where it stopped. */
export function openDemoClock(folder: DataFolder): DemoClock {
  const wall = Date.now();
  const saved = existsSync(folder.demo) ? demoFile.safeParse(JSON.parse(readFileSync(folder.demo, 'utf8'))) : undefined;
  const { sownAt, reachedAt } = saved?.data ?? {
    sownAt: wall - seasonDays * dayMs,
    reachedAt: wall - seasonDays * dayMs,
  };
  const clock = catchUpClock(Math.min(reachedAt, wall), demoRate);
  return {
    ...clock,
    sownAt,
    save: () => writeFileDurably(folder.demo, JSON.stringify({ v: 1, sownAt, reachedAt: clock.now() })),
  };
}
