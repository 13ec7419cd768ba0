import { mkdir, readdir, rm, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  FieldlapseError,
  isErrorCode,
  type ExportOrder,
  type FilmExport,
  type FilmExports,
  type FilmReader,
  type SiteConfig,
} from '@fieldlapse/contracts';
import { findFfmpeg } from '@fieldlapse/ffmpeg';
import { bell, type Clock, type Logger, type Running } from '@fieldlapse/runtime';
import type { Stores } from '@fieldlapse/store';
import type { z } from 'zod';
import { filmExportsConfig } from './config.ts';
import { sizeOf } from './disk.ts';
import { etaMsOf } from './eta.ts';
import { openExportLedger, type ExportLedger, type ExportRow } from './ledger.ts';
import { badExport, checkedOrder, exportIdOf, fileNameOf, mediaTypeOf } from './order.ts';
import { planFilm, planHash } from './plan/plan.ts';
import { exportPaths, startWorker, tidy, type ExportPaths, type ExportWorker, type WorkerParts } from './worker.ts';

export interface FilmExportsParts {
  readonly config: z.input<typeof filmExportsConfig>;
  readonly stores: Stores;
  readonly films: FilmReader;
  readonly sites: () => readonly SiteConfig[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Opens the making of films for keeping; orders of before go on where they were. One process owns a folder and its records.
 * Throws `RECORDS_OWNED`, `STORE_NEWER`, `STORE_UNWRITABLE`, `CONFIG_INVALID`.
 */
export async function openFilmExports(parts: FilmExportsParts): Promise<FilmExports & Running> {
  const config = filmExportsConfig.parse(parts.config);
  const { stores, films, sites, clock, logger } = parts;
  const paths = exportPaths(config.folder);
  await mkdir(paths.files, { recursive: true });
  const ledger = await openExportLedger(stores.records);
  await removeOrphans(ledger, paths);
  await tidy({ ledger, paths, config });
  const stop = new AbortController();
  const ordered = bell(stop.signal);
  const workerParts = {
    ...{ config, ledger, paths, findFfmpeg, films, sites, clock, logger, ordered },
    series: stores.series,
  };
  const service: Service = {
    ...workerParts,
    stop: stop.signal,
    worker: startWorker({ ...workerParts, stop: stop.signal }),
  };
  let ordering: Promise<unknown> = Promise.resolve();
  return {
    // One order after the other, so that none slips past the count of those that wait.
    order(wanted) {
      const taken = ordering.catch(() => {}).then(() => takeOrder(service, wanted));
      ordering = taken;
      return taken;
    },
    list: async () => (await ledger.all()).map((row) => shown(row, service)),
    get: async (id) => shown(await existing(ledger, id), service),
    cancel: (id) => cancel(service, id),
    file: (id) => fileOf(service, id),
    async close() {
      stop.abort(new Error('the exports stop'));
      await service.worker.ended;
      await ledger.close();
    },
  };
}

interface Service extends WorkerParts {
  readonly worker: ExportWorker;
}

async function takeOrder(service: Service, wanted: ExportOrder): Promise<FilmExport> {
  const { ledger, paths, config, clock, ordered } = service;
  const order = checkedOrder(wanted);
  if (order.publish && config.publishedFolder === undefined) throw badExport('publish', 'this server has no place for published films'); // prettier-ignore
  const plan = await planFilm(order, service);
  const id = exportIdOf(planHash(plan));
  const known = await ledger.get(id);
  if (known?.state === 'waiting' || known?.state === 'running') return shown(known, service);
  if (known?.state === 'ready' && (await sizeOf(paths.file(id, order.format))) !== undefined)
    return shown(known, service);
  if ((await ledger.waiting()).length >= config.maxWaiting) {
    throw new FieldlapseError('TOO_MANY_EXPORTS', `${config.maxWaiting} exports are waiting`);
  }
  await ledger.enqueue({
    ...{ id, orderText: JSON.stringify(order), state: 'waiting', done: 0, total: plan.shots.length, bytes: null },
    ...{ fileName: fileNameOf(order, plan.firstDay, plan.lastDay), lastDay: plan.lastDay },
    ...{ errorCode: null, errorMessage: null },
    ...{ orderedAt: clock.now(), endedAt: null, attempts: 0 },
  });
  ordered.ring();
  return shown(await existing(ledger, id), service);
}

/** An export as people see it; one in the making by what is known this moment. */
function shown(row: ExportRow, { worker }: Service): FilmExport {
  const order = JSON.parse(row.orderText) as ExportOrder;
  const work = worker.current();
  const live = work?.id === row.id && row.state === 'running' ? work.progress : undefined;
  const { id, state, bytes, fileName, orderedAt, endedAt, errorCode, errorMessage } = row;
  const code = errorCode !== null && isErrorCode(errorCode) ? errorCode : 'INTERNAL';
  return {
    ...{ id, order, state, bytes, fileName, orderedAt, endedAt, mediaType: mediaTypeOf(order.format) },
    ...{ done: live?.done ?? row.done, total: live?.total ?? row.total, etaMs: live ? etaMsOf(live) : null },
    error: state === 'failed' ? { code, message: errorMessage ?? '' } : null,
  };
}

async function existing(ledger: ExportLedger, id: string): Promise<ExportRow> {
  const row = await ledger.get(id);
  if (!row) throw new FieldlapseError('EXPORT_MISSING', `export ${id.slice(0, 64)}`);
  return row;
}

async function cancel(service: Service, id: string): Promise<FilmExport> {
  const { ledger, paths, worker, clock } = service;
  const row = await existing(ledger, id);
  // Noted first, so that it is not begun meanwhile; and last, should it have come to its end meanwhile.
  await ledger.change(id, { state: 'cancelled' });
  const work = worker.current();
  if (work?.id === id) {
    work.cancel.abort(new Error('the export was cancelled'));
    await work.ended;
  }
  const order = JSON.parse(row.orderText) as ExportOrder;
  await ledger.change(id, { state: 'cancelled', bytes: null, endedAt: clock.now() });
  await rm(paths.file(id, order.format), { force: true });
  await rm(paths.work(id), { recursive: true, force: true });
  return shown(await existing(ledger, id), service);
}

async function fileOf({ ledger, paths }: Service, id: string): Promise<string> {
  const row = await existing(ledger, id);
  if (row.state !== 'ready') throw new FieldlapseError('EXPORT_UNFINISHED', `export ${id} is ${row.state}`);
  const path = paths.file(id, (JSON.parse(row.orderText) as ExportOrder).format);
  if ((await sizeOf(path)) === undefined) {
    await ledger.forget(id);
    throw new FieldlapseError('EXPORT_MISSING', `the file of export ${id} was removed`);
  }
  const now = new Date();
  await utimes(path, now, now);
  return path;
}

/** Parts and files that no entry speaks of: of an export that was forgotten, or of other records. */
async function removeOrphans(ledger: ExportLedger, paths: ExportPaths): Promise<void> {
  const rows = new Map((await ledger.all()).map((row) => [row.id, row.state]));
  const work = dirname(paths.work('x'));
  for (const id of await readdir(work).catch(() => [])) {
    const state = rows.get(id);
    if (state !== 'waiting' && state !== 'running') await rm(paths.work(id), { recursive: true, force: true });
  }
  for (const name of await readdir(paths.files).catch(() => [])) {
    const state = rows.get(name.replace(/\..*$/, ''));
    if (state === undefined || state === 'cancelled') await rm(`${paths.files}/${name}`, { force: true });
  }
}
