import type { SiteConfig } from '@fieldlapse/contracts';
import type { Bell, Clock, Logger } from '@fieldlapse/runtime';
import type { IntakeReader, MeasureReader, Stores } from '@fieldlapse/store';
import type { MeasureConfig } from '../config.ts';
import type { FrameParts } from '../frame/measure-frame.ts';
import type { MeasureNotices } from '../notices.ts';
import type { Backfills } from '../records/backfills.ts';
import type { Pending } from '../records/pending.ts';
import type { Jobs } from './jobs.ts';
import type { Plans } from './plans.ts';

/** Everything that the parts of the running service share. */
export interface Service extends FrameParts {
  readonly config: MeasureConfig;
  readonly stores: Stores;
  readonly intake: IntakeReader;
  readonly reader: MeasureReader;
  readonly pending: Pending;
  readonly backfills: Backfills;
  readonly plans: Plans;
  readonly sites: () => readonly SiteConfig[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly notices: MeasureNotices;
  readonly jobs: Jobs;
  /** Rings where there may be something to do. */
  readonly work: Bell;
}
