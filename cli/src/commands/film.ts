import { copyFile, rename, rm } from 'node:fs/promises';
import { FieldlapseError, type FilmRange } from '@fieldlapse/contracts';
import { openFilmReader } from '@fieldlapse/ingest';
import { lifecycle, sleep, systemClock, type Logger } from '@fieldlapse/runtime';
import { openIntakeReader, openStores, type Stores } from '@fieldlapse/store';
import { openDataFolder, openLog, type DataFolder } from '../data-folder.ts';
import { interrupted } from '../interrupted.ts';
import { startProgress } from '../progress.ts';
import { liveSites } from '../server-config.ts';
import { startServices } from '../start/start.ts';

export interface FilmArguments {
  readonly data: string;
  readonly camera: string;
  readonly site?: string;
  readonly kind: FilmRange['kind'];
  readonly from?: string;
  readonly to?: string;
  readonly out: string;
  readonly json?: boolean;
}

/** `fieldlapse film`: waits until every day is encoded, then writes the MP4 by stream copy; whole or not at all. */
export async function filmCommand(args: FilmArguments): Promise<void> {
  const range = rangeOf(args);
  const folder = openDataFolder(args.data);
  const signal = interrupted();
  const logger = openLog(folder, 'film');
  const open = lifecycle();
  try {
    const stores = await storesWithEncoder(folder, logger, open);
    const site = await siteOf(stores, args);
    const sites = liveSites(folder, () => {});
    const films = await openFilmReader({
      config: { cacheFolder: folder.films },
      ...{ stores, sites, clock: systemClock, logger },
    });
    open.add('films', films.close);
    await encoded(() => films.pendingDays(site, args.camera), signal);
    const progress = startProgress(args.out);
    const film = await films
      .mp4(site, args.camera, range, { signal, onProgress: (done, total) => progress.at(done, total) })
      .finally(progress.end);
    await copyWhole(film.path, args.out);
    const { days, gaps, frameCount, durationSec, coverage } = await films.manifest(site, args.camera, range);
    const result = {
      file: args.out,
      bytes: film.bytes,
      days: days.length,
      frames: frameCount,
      durationSec,
      coverage,
      gaps: gaps.length,
    };
    process.stdout.write(args.json ? `${JSON.stringify(result)}\n` : `${describe(result)}\n`);
  } finally {
    await open.close();
  }
}

function rangeOf({ kind, from, to }: FilmArguments): FilmRange {
  const wrong = [from, to].find((day) => day !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(day));
  if (wrong !== undefined) throw new FieldlapseError('BAD_ARGUMENT', `"${wrong}" is not a day (YYYY-MM-DD)`);
  if (kind === 'full') return { kind };
  if (from === undefined || (kind === 'range' && to === undefined)) {
    throw new FieldlapseError(
      'BAD_ARGUMENT',
      kind === 'day' ? '--kind day needs --from DAY' : '--kind range needs --from DAY and --to DAY',
    );
  }
  return { kind, from, to: kind === 'day' ? from : (to as string) };
}

/** The stores of the folder; where no encoder runs on it, one runs for the time of the command. */
async function storesWithEncoder(
  folder: DataFolder,
  logger: Logger,
  open: ReturnType<typeof lifecycle>,
): Promise<Stores> {
  try {
    const server = await startServices({ folder, only: ['timelapse'], say: () => {} });
    open.add('timelapse', server.close);
    return server.context.stores;
  } catch (error) {
    if (!(error instanceof FieldlapseError) || error.code !== 'ALREADY_RUNNING') throw error;
    const stores = await openStores({ folder: folder.root, logger });
    open.add('stores', stores.close);
    return stores;
  }
}

/** The site that has the camera; throws `UNKNOWN_CAMERA`, also where two have one of that name. */
async function siteOf(stores: Stores, { camera, site }: FilmArguments): Promise<string> {
  const intake = await openIntakeReader(stores.records);
  const known = await intake.cameras().finally(() => intake.close());
  const named = known.filter((one) => one.camera === camera && (site === undefined || one.site === site));
  if (named.length === 1 && named[0]) return named[0].site;
  const list = (named.length > 0 ? named : known).map((one) => `--site ${one.site} --camera ${one.camera}`).join(', ');
  const what =
    named.length > 0 ? `more than one site has a camera "${camera}"` : `no frame of camera "${camera}" is stored`;
  throw new FieldlapseError('UNKNOWN_CAMERA', `${what}; there are: ${list || 'none yet'}`);
}

/** Waits until the encoder has caught up with what intake has accepted. */
async function encoded(pendingDays: () => Promise<number>, signal: AbortSignal): Promise<void> {
  const first = await pendingDays();
  if (first === 0) return;
  const progress = startProgress('days encoded');
  let most = first;
  try {
    for (let left = first; left > 0; left = await pendingDays()) {
      most = Math.max(most, left);
      progress.at(most - left, most);
      await sleep(200, signal);
    }
    progress.at(most, most);
  } finally {
    progress.end();
  }
}

async function copyWhole(from: string, to: string): Promise<void> {
  const temporary = `${to}.${process.pid}.tmp`;
  try {
    await copyFile(from, temporary);
    await rename(temporary, to);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function describe(film: {
  file: string;
  bytes: number;
  days: number;
  frames: number;
  durationSec: number;
  coverage: number | null;
  gaps: number;
}): string {
  const coverage = film.coverage === null ? '' : ` · coverage ${Math.round(film.coverage * 100)} %`;
  const size = `${(film.bytes / 1e6).toFixed(1)} MB`;
  return `${film.file}: ${film.frames} frames of ${film.days} days, ${film.durationSec.toFixed(1)} s, ${size}${coverage} · gaps ${film.gaps}`;
}
