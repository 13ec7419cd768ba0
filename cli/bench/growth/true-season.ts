import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openScene, troubledSeason } from '@fieldlapse/firmware-sim';

/** Green cover of a simulated season at noon of each day after sowing, without flood, harvest or anything else that hides it. */
export type TrueCover = readonly number[];

const dayMs = 86_400_000;
const days = 125;

/** Of the season of {@link troubledSeason}; kept beside its measured values, since painting it takes a minute. */
export async function trueCover(folder: string, seed: number, widthPx: number): Promise<TrueCover> {
  const path = join(folder, `noise-free-${widthPx}-${seed}.json`);
  if (existsSync(path)) return JSON.parse(await readFile(path, 'utf8')) as TrueCover;
  const { scene } = troubledSeason(seed, { widthPx, heightPx: (widthPx * 9) / 16 });
  const undisturbed = openScene({ ...scene, faults: [] });
  const cover = Array.from({ length: days }, (_, day) => {
    return undisturbed.truthAt(scene.sownAt + (day + 0.5) * dayMs).greenCover;
  });
  await writeFile(path, JSON.stringify(cover));
  return cover;
}

/** The first day after sowing at or past each share of the amplitude: from 0 to the 0.9 quantile of all days. */
export function trueDates(cover: TrueCover): Record<'rising' | 'falling', Record<'p10' | 'p25' | 'p50', number>> {
  const sorted = cover.toSorted((a, b) => a - b);
  const high = sorted[Math.floor(0.9 * (sorted.length - 1))]!;
  const peak = cover.indexOf(Math.max(...cover));
  const up = (share: number) => cover.findIndex((value) => value >= share * high);
  const down = (share: number) => cover.findIndex((value, day) => day > peak && value <= share * high);
  return {
    rising: { p10: up(0.1), p25: up(0.25), p50: up(0.5) },
    falling: { p10: down(0.1), p25: down(0.25), p50: down(0.5) },
  };
}
