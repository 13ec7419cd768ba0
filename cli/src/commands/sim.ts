import { once } from 'node:events';
import { FieldlapseError } from '@fieldlapse/contracts';
import {
  hoursOfDay,
  seasonTimePattern,
  simConfig,
  startSimFarm,
  troubledSeason,
  writeSeason,
} from '@fieldlapse/firmware-sim';
import { createLogger, loadConfig, systemClock } from '@fieldlapse/runtime';
import { interrupted } from '../interrupted.ts';
import { startProgress } from '../progress.ts';

/** What `--season` takes besides its folder, as text from the command line. */
export interface SeasonArguments {
  readonly season?: string;
  readonly days?: string;
  readonly seed?: string;
  readonly width?: string;
  readonly perDay?: string;
}

/** `fieldlapse sim CONFIG`: the simulated farm alone; `fieldlapse sim --season FOLDER`: a troubled season as files. */
export async function simCommand(path: string, args: SeasonArguments = {}): Promise<void> {
  if (args.season !== undefined) return seasonCommand(args.season, args);
  if (path === '') throw new FieldlapseError('BAD_ARGUMENT', 'sim needs a configuration file, or --season FOLDER');
  const stop = interrupted();
  const config = loadConfig(simConfig, path);
  const farm = await startSimFarm({ config, clock: systemClock, logger: createLogger({ name: 'sim' }) });
  const cameras = farm.cameras.map(({ name, url, username, password }) => ({ name, url, username, password }));
  process.stdout.write(`${JSON.stringify({ cameras, modbus: farm.modbus })}\n`);
  if (!stop.aborted) await once(stop, 'abort');
  await farm.close();
}

async function seasonCommand(folder: string, { days, seed, width, perDay }: SeasonArguments): Promise<void> {
  const widthPx = numberOf('--width', width ?? '1280', 160, 3840);
  const season = troubledSeason(numberOf('--seed', seed ?? '7', 0, 2 ** 31 - 1), {
    widthPx,
    heightPx: Math.round((widthPx * 9) / 16),
  });
  const progress = startProgress(folder);
  const { frames, bytes } = await writeSeason(
    folder,
    {
      ...season,
      days: numberOf('--days', days ?? String(season.days), 1, 400),
      ...(perDay !== undefined && { hours: hoursOfDay(numberOf('--per-day', perDay, 1, 96)) }),
      signal: interrupted(),
    },
    progress.at,
  ).finally(progress.end);
  process.stdout.write(`${folder}: ${frames} frames, ${(bytes / 1e6).toFixed(1)} MB, and truth.json\n`);
  process.stderr.write(
    `Next: fieldlapse import ${folder} --site farm-1 --camera cam-1 --time name:${seasonTimePattern}\n`,
  );
}

function numberOf(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new FieldlapseError('BAD_ARGUMENT', `${option} ${text}: expected a whole number, ${least}–${most}`);
}
