import { FieldlapseError, type SiteConfig } from '@fieldlapse/contracts';
import { bell, sleep, type Bell, type Clock, type Logger, type Running } from '@fieldlapse/runtime';
import { measureReader, openIntakeReader, type IntakeReader, type Stores } from '@fieldlapse/store';
import type { z } from 'zod';
import { openModelPool, type ModelPool } from '../models/pool/model-pool.ts';
import { modelPoolConfig } from '../models/pool/config.ts';
import { measureConfig, type MeasureConfig } from './config.ts';
import { areaMethods, type AreaMethods } from './methods/area-methods.ts';
import { measureNotices, type MeasureNotices } from './notices.ts';
import { maskFiles } from './plan/masks.ts';
import { backfillTable } from './records/backfills.ts';
import { lookTable } from './records/looks.ts';
import { openMeasureRecords, type MeasureRecords } from './records/open.ts';
import { pendingFrames } from './records/pending.ts';
import { noViews, type CameraViews } from './view/camera-views.ts';
import { referenceViews } from './view/describe-reference.ts';
import { follow } from './work/follow.ts';
import { readGrowth } from './work/read-growth.ts';
import { jobQueue, type Job, type Jobs } from './work/jobs.ts';
import { measureStored, measureWaiting } from './work/measure-batch.ts';
import { cameraPlans } from './work/plans.ts';
import type { Service } from './work/service.ts';
import { settle } from './work/settle.ts';

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

const retryMs = 1000;
const idleMs = 10_000;
