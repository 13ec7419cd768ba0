import { FieldlapseError, timeZoneOf, type SiteConfig } from '@fieldlapse/contracts';
import { bell, type Bell, type Clock, type Logger, type Running } from '@fieldlapse/runtime';
import { measureReader, waitForIntake, type IntakeReader, type Stores } from '@fieldlapse/store';
import type { z } from 'zod';
import { shippedModels } from '../models/pool/find-models.ts';
import { openModelPool, type ModelPool } from '../models/pool/model-pool.ts';
import { modelPoolConfig } from '../models/pool/config.ts';
import { measureConfig, type MeasureConfig } from './config.ts';
import { areaMethods, type AreaMethods } from './methods/area-methods.ts';
import { counterFiles } from './methods/counters/counter-files.ts';
import { openCounting, type Counting } from './methods/counters/open-counting.ts';
import { measureNotices, type MeasureNotices } from './notices.ts';
import { maskFiles } from './plan/masks.ts';
import { backfillTable } from './records/backfills.ts';
import { lookTable } from './records/looks.ts';
import { putModels } from './records/models.ts';
import { openMeasureRecords, type MeasureRecords } from './records/open.ts';
import { pendingFrames } from './records/pending.ts';
import { redoSeries } from './records/redo-series.ts';
import { noViews, type CameraViews } from './view/camera-views.ts';
import { referenceViews } from './view/describe-reference.ts';
import { follow } from './steps/follow.ts';
import { jobQueue } from './steps/jobs.ts';
import { measure } from './steps/measure.ts';
import { cameraPlans } from './steps/plans.ts';
import type { Service } from './steps/service.ts';
import { settler } from './steps/settle.ts';

export interface MeasureParts {
  readonly config: z.input<typeof measureConfig>;
  readonly stores: Stores;
  readonly sites: () => readonly SiteConfig[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** How cameras look at their fields; areas stand as they are configured where absent. */
  readonly views?: CameraViews;
  /** Bytes of a mask that a camera's area names; such areas are left out where absent. */
  readonly readMask?: (file: string) => Promise<Uint8Array>;
}

/** The running service. */
export interface Measuring extends Running {
  /** Models that cannot be used, and why. */
  health(): readonly { readonly code: string; readonly message: string }[];
}

const idleMs = 10_000;
/** So long the start waits for models that are being tried: without them every stored frame would be looked at twice. */
const modelPatienceMs = 60_000;

/**
 * Measures the frames that intake's change feed names, newest first, and stored ones wherever something else is wanted of them
 * than before; keeps it in `records/measure`, in the series store, and reads seasons from it. What is left to do is
 * durable: after a crash it goes on. Throws `STORE_NEWER`, `RECORDS_OWNED`, `CONFIG_INVALID`.
 */
export async function startMeasure(parts: MeasureParts): Promise<Measuring> {
  const config = measureConfig.parse(parts.config);
  const db = await openMeasureRecords(parts.stores.records);
  const stop = new AbortController();
  const bells = { changed: bell(stop.signal), work: bell(stop.signal), models: bell(stop.signal) };
  const pool = await openModelPool({
    folders: [shippedModels, ...config.modelFolders],
    config: modelPoolConfig.parse({ threads: config.threads, lookAgain: config.lookAgain }),
    logger: parts.logger,
    onChange: bells.models.ring,
  });
  const counting = openCounting();
  const notices = measureNotices(config, parts.logger, bells.changed.ring);
  const working = work({ ...parts, config, db, pool, counting, notices, bells, stop });
  return {
    health: () => pool.refused().map(({ error: { code, message } }) => ({ code, message })),
    async close() {
      stop.abort(new Error('the measuring service stops'));
      await working;
      await notices.close();
      await pool.close();
      await counting.close();
      await db.destroy();
    },
  };
}

interface Opened extends Omit<MeasureParts, 'config'> {
  readonly config: MeasureConfig;
  readonly db: MeasureRecords;
  readonly pool: ModelPool;
  readonly counting: Counting;
  readonly notices: MeasureNotices;
  readonly bells: { readonly changed: Bell; readonly work: Bell; readonly models: Bell };
  readonly stop: AbortController;
}

async function work(opened: Opened): Promise<void> {
  const { config, bells, stop, logger } = opened;
  const intake = await waitForIntake(opened.stores.records, logger, stop.signal);
  if (!intake) return;
  const methods = areaMethods({
    ...{ pool: opened.pool, counting: opened.counting, counters: counterFiles(config.modelFolders) },
    ...{ wanted: config.models, signal: stop.signal },
  });
  await takeModels(opened, methods, modelPatienceMs);
  const service = serviceOf(opened, intake, methods);
  await compareSeries(service);
  const settle = settler(service);
  await Promise.all([
    follow(service, bells.changed),
    followModels(opened, methods),
    ...Array.from({ length: config.concurrency }, () => measure(service, settle)),
  ]);
  await intake.close();
}

function serviceOf(opened: Opened, intake: IntakeReader, methods: AreaMethods): Service {
  const { config, stores, sites, clock, logger, db, notices, bells, stop, views = noViews } = opened;
  const backfills = backfillTable(db);
  const mask = maskFiles(opened.readMask ?? noMasks, logger);
  const plans = cameraPlans({ sites, views, mask, methods: methods.of }, backfills);
  const pending = pendingFrames(db);
  return {
    ...{ config, stores, sites, clock, logger, db, notices, intake, backfills, plans, views },
    ...{ looks: lookTable(db), pending, reader: measureReader(db), jobs: jobQueue({ pending, backfills }) },
    ...{ references: referenceViews(intake, stores.blobs), blobs: stores.blobs },
    ...{ now: () => clock.now(), signal: stop.signal, work: bells.work },
  };
}

/** A series store that was emptied, or is another, gets what the records hold. */
async function compareSeries({ db, stores, sites, logger }: Service): Promise<void> {
  try {
    const redone = await redoSeries(db, stores.series, (site) => timeZoneOf(sites(), site));
    if (redone > 0) logger.info({ methods: redone }, 'metrics are written into the series store again');
  } catch (error) {
    logger.error({ error }, 'the series store cannot be compared to the records');
  }
}

const noMasks = async (): Promise<never> => {
  throw new FieldlapseError('MASK_REFUSED', 'no folder of masks is known here');
};

async function takeModels({ db, clock, logger }: Opened, methods: AreaMethods, patienceMs: number): Promise<void> {
  await methods.refresh(patienceMs);
  await putModels(db, methods.models(clock.now())).catch((error: unknown) => {
    logger.error({ error }, 'the list of models cannot be kept');
  });
}

/** A model that comes, changes or goes makes another plan of its cameras. */
async function followModels(opened: Opened, methods: AreaMethods): Promise<void> {
  const { bells, stop } = opened;
  while (!stop.signal.aborted) {
    await bells.models.wait(idleMs);
    await takeModels(opened, methods, modelPatienceMs);
    bells.changed.ring();
  }
}
