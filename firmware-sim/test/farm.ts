import { manualClock, silentLogger, type Clock } from '@fieldlapse/runtime';
import { onTestFinished } from 'vitest';
import { simConfig, startSimFarm, type SimFarm } from '../src/index.ts';

/** Midnight of 1 August 2026 in Việt Nam, the day of sowing in these tests. */
export const sownAt = Date.parse('2026-07-31T17:00:00Z');

/** UTC ms of a local hour so many days after sowing. */
export function at(day: number, hour: number): number {
  return sownAt + (day * 24 + hour) * 3_600_000;
}

/** A small farm that closes with its test. */
export async function startFarm(config: object, clock: Clock = manualClock(at(20, 9))): Promise<SimFarm> {
  const farm = await startSimFarm({
    config: simConfig.parse({ seed: 7, sownOn: '2026-08-01', ...config }),
    clock,
    logger: silentLogger,
  });
  onTestFinished(() => farm.close());
  return farm;
}
