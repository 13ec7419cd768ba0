import { mkdir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { FieldlapseError, type ExportOrder } from '@fieldlapse/contracts';
import type { Ffmpeg } from '@fieldlapse/ffmpeg';
import { backoffMs, sleep, type Bell, type Clock, type Logger } from '@fieldlapse/runtime';
import type { FilmExportsConfig } from './config.ts';
import { asDiskError, evict, sizeOf } from './disk.ts';
import type { Pacing } from './eta.ts';
import type { ExportLedger, ExportRow } from './ledger.ts';
import { finalErrors } from './make-export.ts';
import { extensionOf, mediaTypeOf } from './order.ts';
import { planFilm, type PlanParts } from './plan/plan.ts';
import { keepPublished } from './publications.ts';
import { renderExport } from './render/render.ts';

/** Where an export's parts lie until it has ended, and the file that it becomes. */
export interface ExportPaths {
  readonly files: string;
  work(id: string): string;
  file(id: string, format: ExportOrder['format']): string;
}

export function exportPaths(folder: string): ExportPaths {
  const files = join(folder, 'files');
  return {
    files,
    work: (id) => join(folder, 'work', id),
    file: (id, format) => join(files, `${id}.${extensionOf(format)}`),
  };
}

export interface WorkerParts extends PlanParts {
  readonly config: FilmExportsConfig;
  readonly ledger: ExportLedger;
  readonly paths: ExportPaths;
  readonly findFfmpeg: () => Promise<Ffmpeg>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly stop: AbortSignal;
  readonly ordered: Bell;
}

/** The export that is being made now. */
export interface Work {
  readonly id: string;
  readonly cancel: AbortController;
  readonly progress: { -readonly [Name in keyof Pacing]: Pacing[Name] };
  ended: Promise<void>;
}

export interface ExportWorker {
  current(): Work | undefined;
  /** Resolves when the work in hand was laid down, after `stop`. */
  readonly ended: Promise<void>;
}

const idleMs = 60 * 60_000;

/** Makes what waits, one export after the other, until `stop`. */
export function startWorker(parts: WorkerParts): ExportWorker {
  let current: Work | undefined;
  const retryAt = new Map<string, number>();
  async function work(): Promise<void> {
    while (!parts.stop.aborted) {
      try {
        const waiting = await parts.ledger.waiting();
        const waits = waiting.map(({ id }) => (retryAt.get(id) ?? 0) - performance.now());
        const row = waiting[waits.findIndex((waitMs) => waitMs <= 0)];
        if (!row) {
          await parts.ordered.wait(Math.min(idleMs, ...waits));
          continue;
        }
        current = newWork(row);
        current.ended = makeOne(parts, row, current, retryAt);
        await current.ended;
      } catch (error) {
        parts.logger.error({ error }, 'exports cannot be made; trying again');
        await sleep(parts.config.retryMs, parts.stop).catch(() => {});
      } finally {
        current = undefined;
      }
    }
  }
  return { current: () => current, ended: work() };
}

function newWork({ id, done, total }: ExportRow): Work {
  const progress = { done, total, before: done, startedMono: performance.now() };
  return { id, cancel: new AbortController(), progress, ended: Promise.resolve() };
}

/** One attempt at one export; a failed one waits again, longer each time, or has failed for good. */
async function makeOne(parts: WorkerParts, row: ExportRow, work: Work, retryAt: Map<string, number>): Promise<void> {
  const { ledger, paths, clock, logger, stop } = parts;
  if (!(await ledger.claim(row.id))) return;
  const order = JSON.parse(row.orderText) as ExportOrder;
  const path = paths.file(row.id, order.format);
  try {
    if (row.attempts >= parts.config.attempts) {
      throw new FieldlapseError('INTERNAL', `${row.attempts} attempts ended without a word`);
    }
    // A crash may have come between the file and its note here: a file of that name is whole.
    if ((await sizeOf(path)) === undefined) await render(parts, row, work, path);
    if (order.publish) await publish(parts, row, order, work, path);
    const { total } = work.progress;
    const now = new Date();
    await utimes(path, now, now);
    const bytes = (await sizeOf(path)) ?? 0;
    await ledger.change(row.id, { state: 'ready', done: total, total, bytes, endedAt: clock.now(), attempts: 0 });
    logger.info({ export: row.id, bytes, frames: total }, 'export made');
    await rm(paths.work(row.id), { recursive: true, force: true });
    await tidy(parts);
  } catch (error) {
    if (work.cancel.signal.aborted) return; // Who cancelled it says so in the ledger.
    if (stop.aborted) return ledger.change(row.id, { state: 'waiting', attempts: row.attempts });
    const waitMs = await failed(parts, row, work, asDiskError(error));
    if (waitMs !== undefined) retryAt.set(row.id, performance.now() + waitMs);
  }
}

/**
 * Publishes a film as its order wanted, before the export counts as ready: a crash from here on comes this way again, and changes
 * nothing that is there.
 */
async function publish(
  parts: WorkerParts,
  row: ExportRow,
  order: ExportOrder,
  work: Work,
  path: string,
): Promise<void> {
  const { config, ledger, clock } = parts;
  if (config.publishedFolder === undefined) return;
  const kept = await keepPublished(path, config.publishedFolder);
  work.cancel.signal.throwIfAborted();
  const { site, camera, format } = order;
  const film = { export: row.id, site, camera, lastDay: row.lastDay, mediaType: mediaTypeOf(format), ...kept };
  await ledger.publish({ ...film, publishedAt: clock.now() });
}

async function render(parts: WorkerParts, row: ExportRow, work: Work, path: string): Promise<void> {
  const { films, config, ledger, paths, stop } = parts;
  const { progress } = work;
  const order = JSON.parse(row.orderText) as ExportOrder;
  const folder = paths.work(work.id);
  await mkdir(folder, { recursive: true });
  await renderExport(() => planFilm(order, parts), path, {
    ...{ films, config, folder, ffmpeg: await parts.findFfmpeg(), orderedAt: row.orderedAt },
    signal: AbortSignal.any([stop, work.cancel.signal]),
    onProgress: (done, total) => void Object.assign(progress, { done, total }),
    async onPart(done, found) {
      if (found) Object.assign(progress, { before: done, startedMono: performance.now() });
      else await ledger.change(work.id, { done, attempts: 0 });
    },
  });
}

/** Notes a failure; resolves to the wait before the next attempt, ms, or to undefined where there is none. */
async function failed(parts: WorkerParts, row: ExportRow, work: Work, error: unknown): Promise<number | undefined> {
  const { config, ledger, paths, clock, logger } = parts;
  const { done } = work.progress;
  const attempts = Math.max(1, (await ledger.get(row.id))?.attempts ?? 1);
  const known = error instanceof FieldlapseError ? error : undefined;
  if (attempts < config.attempts && !(known && finalErrors.includes(known.code))) {
    const waitMs = backoffMs(attempts, config.retryMs, config.retryMs * 32, Math.random);
    logger.warn({ error, export: row.id, attempts, waitMs }, 'export not made; trying again');
    await ledger.change(row.id, { state: 'waiting', attempts });
    return waitMs;
  }
  logger.error({ error, export: row.id, attempts }, 'export failed');
  const [errorCode, errorMessage] = known ? [known.code, known.message] : ['INTERNAL', 'the server log says more'];
  await rm(paths.work(row.id), { recursive: true, force: true });
  await ledger.change(row.id, { state: 'failed', errorCode, errorMessage, done, endedAt: clock.now() });
  return undefined;
}

const endedKept = 50;

/** Removes files over the limits with their entries, and entries of exports that ended without a file long ago. */
export async function tidy({ ledger, paths, config }: Pick<WorkerParts, 'ledger' | 'paths' | 'config'>): Promise<void> {
  for (const name of await evict(paths.files, config, Date.now())) await ledger.forget(name.replace(/\.[^.]*$/, ''));
  const ended = (await ledger.all()).filter(({ state }) => state === 'failed' || state === 'cancelled');
  for (const { id } of ended.slice(endedKept)) await ledger.forget(id);
}
