import type { SiteConfig } from '@fieldlapse/contracts';
import { findFfmpeg } from '@fieldlapse/ffmpeg';
import { bell, sleep, type Bell, type Clock, type Logger, type Running } from '@fieldlapse/runtime';
import { waitForIntake, type IntakeReader, type Stores } from '@fieldlapse/store';
import type { z } from 'zod';
import { moveDecisions } from './camera/decisions.ts';
import { applyConfirmedMoves } from './camera/references.ts';
import { viewTable } from './camera/view-table.ts';
import { timelapseConfig } from './config.ts';
import { filmNotices, type FilmNotices } from './notices.ts';
import { measureTable } from './measures/measure-table.ts';
import { buildQueue, type BuildQueue } from './segments/build-queue.ts';
import { buildSegment, type SegmentBuilder } from './segments/build-segment.ts';
import { segmentSettings } from './segments/encode.ts';
import { openTimelapseRecords, segmentLedger } from './segments/ledger.ts';
import { noteNewChanges } from './segments/note-changes.ts';
import { segmentKey, type DirtyRow } from './segments/tables.ts';

export interface TimelapseParts {
  readonly config: z.input<typeof timelapseConfig>;
  readonly stores: Stores;
  readonly sites: () => readonly SiteConfig[];
  readonly clock: Clock;
  readonly logger: Logger;
}

const retryMs = 1000;
const pollBesideNoticesMs = 10_000;

/**
 * Encodes the segments that intake's change feed touches, newest first, and keeps each in step with its frames. What is left
 * to do is durable: after a crash it goes on. Throws `FFMPEG_MISSING`, `STORE_NEWER`, `CONFIG_INVALID`.
 */
export async function startTimelapse(parts: TimelapseParts): Promise<Running> {
  const config = timelapseConfig.parse(parts.config);
  const { stores, sites, logger } = parts;
  const ffmpeg = await findFfmpeg();
  logger.info({ path: ffmpeg.path, version: ffmpeg.version, origin: ffmpeg.origin }, 'ffmpeg found');
  const db = await openTimelapseRecords(stores.records);
  const stop = new AbortController();
  const changed = bell(stop.signal);
  const dirtied = bell(stop.signal);
  const notices = filmNotices(config, logger, changed.ring);
  const ledger = segmentLedger(db);
  const tables = { ledger, measures: measureTable(db), views: viewTable(db) };
  const onMove = notices.announceMove;
  const service = { config, stores, ...tables, ffmpeg, sites, logger, onMove, changed, dirtied, notices, stop };
  await markStale(service);
  const working = work(service);
  return {
    async close() {
      stop.abort(new Error('the timelapse service stops'));
      await working;
      await notices.close();
      await db.destroy();
    },
  };
}

interface Service extends Omit<SegmentBuilder, 'intake'> {
  readonly changed: Bell;
  readonly dirtied: Bell;
  readonly notices: FilmNotices;
  readonly stop: AbortController;
}

/** Segments of other settings, and those whose blob was lost, are encoded anew. */
async function markStale(service: Service): Promise<void> {
  const { stores, ledger } = service;
  const stale = [];
  for (const segment of await ledger.segments()) {
    const lost = (await stores.blobs.size(segmentKey(segment))) === undefined;
    if (lost || segment.settings !== segmentSettings(service, segment.site, segment.camera)) stale.push(segment);
  }
  if (stale.length > 0) await ledger.noteChanges(stale, await ledger.cursor());
}

async function work(service: Service): Promise<void> {
  const { config, stores, ledger, stop, logger } = service;
  const intake = await waitForIntake(stores.records, logger, stop.signal);
  if (!intake) return;
  const queue = buildQueue(ledger, config.minRebuildMs);
  const follower = followChanges(service, intake);
  const builders = Array.from({ length: config.concurrency }, () => buildSegments({ ...service, intake }, queue));
  await Promise.all([follower, ...builders]);
  await intake.close();
}

async function followChanges(service: Service, intake: IntakeReader): Promise<void> {
  const { config, ledger, changed, dirtied, notices, logger, stop } = service;
  const decisions = moveDecisions(service.stores.records);
  while (!stop.signal.aborted) {
    try {
      const changes = await noteNewChanges(intake, ledger, config.films);
      const decided = await applyConfirmedMoves(service, await decisions.confirmed(service.views));
      if (changes || decided) dirtied.ring();
    } catch (error) {
      logger.error({ error }, 'the change feed cannot be followed; trying again');
    }
    await changed.wait(notices.connected() ? pollBesideNoticesMs : config.pollMs);
  }
  await decisions.close();
}

async function buildSegments(builder: SegmentBuilder & Service, queue: BuildQueue): Promise<void> {
  const { stop, dirtied, logger } = builder;
  while (!stop.signal.aborted) {
    try {
      const next = await queue.take();
      if (next && 'dirty' in next) {
        await buildOne(builder, queue, next.dirty);
        continue;
      }
      await deleteRetired(builder, queue);
      await dirtied.wait(Math.min(next?.waitMs ?? Infinity, pollBesideNoticesMs));
    } catch (error) {
      logger.error({ error }, 'films cannot be built; trying again');
      await sleep(retryMs, stop.signal).catch(() => {});
    }
  }
}

/** A segment that fails waits, longer each time, and never keeps the others from being built. */
async function buildOne(builder: SegmentBuilder & Service, queue: BuildQueue, dirty: DirtyRow): Promise<void> {
  const { site, camera, film, day } = dirty;
  const startedAt = performance.now();
  try {
    const outcome = await buildSegment(builder, dirty, builder.stop.signal);
    const tookMs = performance.now() - startedAt;
    queue.done(dirty, tookMs);
    builder.logger.debug({ site, camera, film, day, outcome, tookMs }, 'segment encoded');
    if (outcome === 'built') builder.notices.announce(site, camera, day);
  } catch (error) {
    const { attempts, waitMs } = queue.failed(dirty);
    if (builder.stop.signal.aborted) return;
    builder.logger.error({ error, site, camera, film, day, attempts, waitMs }, 'segment not encoded; trying again');
  }
}

async function deleteRetired({ config, stores, ledger }: SegmentBuilder, queue: BuildQueue): Promise<void> {
  for (const retired of await ledger.retiredBefore(Date.now() - config.graceMs)) {
    // While a segment is being built its old hash may become the new one again, and may have until now.
    if (!queue.hold(retired)) continue;
    try {
      const current = await ledger.segment(retired);
      if (current?.hash !== retired.hash) {
        await stores.blobs.delete(segmentKey(retired));
        await stores.blobs.delete(segmentKey(retired, 'card'));
      }
      await ledger.forgetRetired(retired.hash);
    } finally {
      queue.release(retired);
    }
  }
}
