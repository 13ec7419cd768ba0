import { copyFile, rename, rm } from 'node:fs/promises';
import { FieldlapseError, type ExportOrder } from '@fieldlapse/contracts';
import { makeExport, openFilmReader, publishFilm, type MadeExport, type MakeExport } from '@fieldlapse/ingest';
import { lifecycle, sleep, systemClock, type Logger } from '@fieldlapse/runtime';
import { openStores, type RecordsStore, type Stores } from '@fieldlapse/store';
import { lockWhenFree, openDataFolder, openLog, type DataFolder } from '../data-folder.ts';
import { orderOf, rangeOf, type OrderArguments } from '../film/film-order.ts';
import { interrupted } from '../interrupted.ts';
import { siteOf } from '../known-camera.ts';
import { startProgress } from '../progress.ts';
import { seriesOptions } from '../series/series-config.ts';
import { liveSites, readConfig } from '../server-config.ts';
import { startServices } from '../start/start.ts';

export interface FilmArguments extends OrderArguments {
  readonly data: string;
  readonly json?: boolean;
}

/**
 * `fieldlapse film`: waits until every day is encoded, then makes the film or report; the file appears whole or not at all.
 * What an interrupted command has finished is used by the next one.
 */
export async function filmCommand(args: FilmArguments): Promise<number> {
  const order = orderOf(args, args.site ?? unknownSite);
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
    open.add('lock', await lockWhenFree(folder, 'film-command'));
    const made = await makeFile(orderOf(args, site), args.out, {
      ...{ films, sites, series: stores.series, logger, signal },
      ...{ config: { folder: folder.commandExports }, records: stores.records, published: folder.published },
    });
    const shown = await films.manifest(site, args.camera, rangeOf(order));
    const { days, gaps, coverage } = shown;
    const result = { file: args.out, ...made, days: days.length, coverage, gaps: gaps.length };
    process.stdout.write(args.json ? `${JSON.stringify(result)}\n` : `${describe(result)}\n`);
    return 0;
  } catch (error) {
    if (!signal.aborted) throw error;
    process.stderr.write('interrupted; what is finished is used when the same film is asked for again\n');
    return 130;
  } finally {
    await open.close();
  }
}

/** Stands for the site in an order that is only checked. */
const unknownSite = 'site';

async function makeFile(
  order: ExportOrder,
  out: string,
  parts: Omit<MakeExport, 'order' | 'onProgress'> & { readonly records: RecordsStore; readonly published: string },
): Promise<Pick<MadeExport, 'bytes' | 'frames' | 'durationSec'>> {
  const progress = startProgress(out);
  const made = await makeExport({
    ...{ ...parts, order },
    onProgress: (done, total, etaMs) => progress.at(done, total, etaMs === null ? '' : `ETA ${clockText(etaMs)}`),
  }).finally(progress.end);
  await copyWhole(made.path, out);
  if (order.publish) {
    await publishFilm(parts.records, parts.published, { made, order, publishedAt: Date.now() });
    process.stderr.write('Published: the server puts it into the record of its lot; `fieldlapse lot erase-event` takes it out again\n'); // prettier-ignore
  }
  await made.release();
  const { bytes, frames, durationSec } = made;
  return { bytes, frames, durationSec };
}

/** Minutes and seconds: 1:05. */
function clockText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
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
    const series = seriesOptions(folder, readConfig(folder).series);
    const stores = await openStores({ folder: folder.root, logger, series });
    open.add('stores', stores.close);
    return stores;
  }
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
  durationSec: number | null;
  coverage: number | null;
  gaps: number;
}): string {
  const coverage = film.coverage === null ? '' : ` · coverage ${Math.round(film.coverage * 100)} %`;
  const size = `${(film.bytes / 1e6).toFixed(1)} MB`;
  const seconds = film.durationSec === null ? '' : `, ${film.durationSec.toFixed(1)} s`;
  return `${film.file}: ${film.frames} frames of ${film.days} days${seconds}, ${size}${coverage} · gaps ${film.gaps}`;
}
