import type { SiteConfig } from '@fieldlapse/contracts';
import type { Clock, Logger } from '@fieldlapse/runtime';
import type { AlertTables, DueSensorDayRow, IntakeReader, MeasureReader, Stores } from '@fieldlapse/store';
import type { Kysely } from 'kysely';
import type { WatchedSite } from '../../rules/targets.ts';
import type { AlertServiceConfig } from '../config.ts';
import type { DeviceTimes } from '../farm/device-times.ts';
import type { LoadSeries } from '../farm/load-series.ts';
import type { LiveSeries, Shelf } from '../farm/shelf.ts';
import type { Watch } from '../history/open-history.ts';
import type { LiveHistory } from '../history/live-history.ts';
import type { RuleInForce } from '../rules/in-force.ts';
import type { WrittenRule } from '../rules/rule-book.ts';

/** What the service is made of, for as long as it runs. */
export interface Service {
  readonly config: AlertServiceConfig;
  readonly db: Kysely<AlertTables>;
  readonly stores: Stores;
  readonly intake: IntakeReader;
  readonly measures: () => Promise<MeasureReader | undefined>;
  readonly sites: () => readonly SiteConfig[];
  /** Rules that people have imported. */
  readonly book: { list(): Promise<WrittenRule[]> };
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** A history, and what it watches. */
export interface Running extends Watch {
  history: LiveHistory;
  /** Time of its last checkpoint. */
  keptAt?: number;
}

/**
 * All that the service knows of the farms, in memory. It is worked out from the records and the stores: where a step fails half-way it is thrown away and
 * made anew.
 */
export interface State {
  readonly load: LoadSeries;
  readonly shelf: Shelf;
  readonly times: DeviceTimes;
  /** Device that carries a sensor, by `site/sensor`. */
  readonly carriers: Map<string, string>;
  /** Devices by site. */
  readonly devices: Map<string, Set<string>>;
  /** How far the feeds of intake and of measurements were read. */
  readonly cursors: { readings: number; metrics: number };
  readonly dueDays: Map<string, DueSensorDayRow>;
  rules: readonly RuleInForce[];
  /** What the rules in force were made of, and the farms as they were last looked at. */
  rulesRead?: string;
  seenSites?: readonly SiteConfig[];
  /** Since when each revision is in force. */
  since: ReadonlyMap<string, number>;
  configs: ReadonlyMap<string, SiteConfig>;
  sites: ReadonlyMap<string, WatchedSite>;
  readonly running: Map<string, Running>;
  /** Histories that look at a series. */
  readonly users: Map<LiveSeries, Set<string>>;
  /** Histories whose checkpoints from a time on do not hold any more; what is written next takes them away. */
  readonly stale: Map<string, number>;
  /** Something is there that was not when it was last planned what to watch. */
  unplanned: boolean;
}
