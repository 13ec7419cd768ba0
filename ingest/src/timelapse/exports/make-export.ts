import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FieldlapseError, type ErrorCode, type ExportOrder } from '@fieldlapse/contracts';
import { findFfmpeg } from '@fieldlapse/ffmpeg';
import { backoffMs, sleep, type Logger } from '@fieldlapse/runtime';
import type { z } from 'zod';
import { filmExportsConfig } from './config.ts';
import { asDiskError, sizeOf } from './disk.ts';
import { etaMsOf } from './eta.ts';
import { checkedOrder, exportIdOf, extensionOf } from './order.ts';
import { planFilm, planHash, type PlanParts } from './plan/plan.ts';
import { renderExport } from './render/render.ts';

export interface MakeExport extends PlanParts {
  /** `folder` belongs to one making at a time. */
  readonly config: z.input<typeof filmExportsConfig>;
  readonly order: ExportOrder;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number, etaMs: number | null) => void;
}

/** A finished export; the file is gone after `release`. */
export interface MadeExport {
  /** Names the export: the same order of an unchanged film has the same. */
  readonly id: string;
  /** Last local day that it shows. */
  readonly lastDay: string;
  readonly path: string;
  readonly bytes: number;
  readonly frames: number;
  /** Of a film; null for pictures. */
  readonly durationSec: number | null;
  readonly release: () => Promise<void>;
}

const staleMs = 7 * 24 * 3_600_000;

/**
 * Makes one export here and now. What was finished before an abort or a crash is used when the same order for the same film
 * is made again. Throws `FILM_EMPTY`, `BAD_EXPORT`, `STORE_FULL`, an error of ffmpeg after `attempts`, the signal's reason.
 */
export async function makeExport(make: MakeExport): Promise<MadeExport> {
  const config = filmExportsConfig.parse(make.config);
  const order = checkedOrder(make.order);
  const plan = await planFilm(order, make);
  const id = exportIdOf(planHash(plan));
  const folder = join(config.folder, id);
  await removeStale(config.folder);
  await mkdir(folder, { recursive: true });
  const path = join(folder, `export.${extensionOf(order.format)}`);
  const pacing = { done: 0, total: plan.shots.length, before: 0, startedMono: performance.now() };
  const ffmpeg = await findFfmpeg();
  await tryAgain(make, config.attempts, config.retryMs, async (partDone) => {
    if ((await sizeOf(path)) !== undefined) return;
    await renderExport(() => planFilm(order, make), path, {
      ...{ films: make.films, ffmpeg, config, folder, signal: make.signal, orderedAt: Date.now() },
      onProgress(done, total) {
        Object.assign(pacing, { done, total });
        make.onProgress(done, total, etaMsOf(pacing));
      },
      async onPart(done, found) {
        if (found) Object.assign(pacing, { before: done, startedMono: performance.now() });
        else partDone();
      },
    });
  });
  const bytes = (await sizeOf(path)) ?? 0;
  const durationSec = order.format === 'mp4' || order.format === 'webm' ? plan.shots.length / plan.fps : null;
  const release = () => rm(folder, { recursive: true, force: true });
  return { id, lastDay: plan.lastDay, path, bytes, frames: plan.shots.length, durationSec, release };
}

/** An order that cannot be met is not met by trying again. */
export const finalErrors: readonly ErrorCode[] = ['BAD_EXPORT', 'FILM_EMPTY'];

/** Tries up to `attempts` times since a part was last finished. */
async function tryAgain(
  { logger, signal }: MakeExport,
  attempts: number,
  retryMs: number,
  attempt: (partDone: () => void) => Promise<void>,
): Promise<void> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt(() => (failures = 0));
    } catch (cause) {
      const error = asDiskError(cause);
      const final = error instanceof FieldlapseError && finalErrors.includes(error.code);
      if (signal.aborted || final || failures >= attempts) throw error;
      logger.warn({ error, failures }, 'export not made; trying again');
      await sleep(backoffMs(Math.max(1, failures), retryMs, retryMs * 32, Math.random), signal);
    }
  }
}

/** Work that nobody has taken up again for long. */
async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (mtimeMs < Date.now() - staleMs) await rm(path, { recursive: true, force: true });
  }
}
