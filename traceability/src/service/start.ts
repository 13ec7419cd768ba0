import { FieldlapseError, type SiteConfig } from '@fieldlapse/contracts';
import { bell, type Clock, type Logger, type Running } from '@fieldlapse/runtime';
import {
  onceThere,
  openAlertReader,
  openCitations,
  openDecisionReader,
  openIntakeReader,
  openMeasureReader,
  type Stores,
} from '@fieldlapse/store';
import { appendWaiting } from '../chain/append-waiting.ts';
import type { TransparencyLog } from '../log/open-log.ts';
import type { TraceabilityConfig } from '../config.ts';
import type { LotDb } from '../lots/records/open.ts';
import { openLots, type Lots } from '../lots/records/open-lots.ts';
import { placesOf } from '../lots/records/places.ts';
import { settleDays } from './days/settle-days.ts';
import { followAlerts } from './feeds/alerts.ts';
import { followAnswers } from './feeds/answers.ts';
import { noteMeasures, notePastDays, noteReadings } from './feeds/due-days.ts';
import { followFilms, type FilmFeed } from './feeds/films.ts';
import { followInstallations } from './feeds/installations.ts';
import type { Service } from './service.ts';

/** What the service needs of the log. */
export type EventLog = Pick<TransparencyLog, 'append' | 'erase' | 'takenOver'>;

export interface TraceabilityParts {
  readonly config: TraceabilityConfig;
  readonly stores: Stores;
  readonly sites: () => readonly SiteConfig[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where events are fixed; they wait in the records where it is absent. The service does not close it. */
  readonly log?: EventLog;
  /** Films that people may see; none are recorded where it is absent. */
  readonly films?: FilmFeed;
  /** Names of people whom the farm knows, beside those who grow its lots: words with one of them stay out of the record. */
  readonly people?: () => readonly string[];
  /** Real ms between two looks at the feeds. */
  readonly pollMs?: number;
}

/** The running service. */
export interface Traceability extends Running {
  /** The records of lots, for whoever composes the services. */
  readonly lots: Lots;
  /** Looks at the feeds at once; resolves when everything that they held is recorded and handed to the log. */
  catchUp(): Promise<void>;
  /** What people should see: why the log does not take what waits, until it does. */
  troubles(): readonly { readonly code: string; readonly message: string }[];
}

/**
 * Records on growing lots what the other services see, each once, from durable cursors: installed devices, alerts and that
 * somebody took them on, a summary of each sensor's day, one growth observation a day, published films; late and revised data become corrections. Hands every
 * event to the log, in order. Throws `RECORDS_OWNED`, `STORE_NEWER`, `STORE_UNWRITABLE`.
 */
export async function startTraceability(parts: TraceabilityParts): Promise<Traceability> {
  const { config, stores, sites, clock, logger, log, films, people = () => [], pollMs = 5000 } = parts;
  const places = placesOf(() => config, sites);
  const lots = await openLots({ records: stores.records, places, now: () => clock.now() });
  const citations = await openCitations(stores.records);
  const readers = {
    intake: onceThere(() => openIntakeReader(stores.records)),
    measures: onceThere(() => openMeasureReader(stores.records)),
    alerts: onceThere(() => openAlertReader(stores.records)),
    decisions: onceThere(() => openDecisionReader(stores.records)),
  };
  const stop = new AbortController();
  const wake = bell(stop.signal);
  const service: Service = {
    ...{ lots, citations, series: stores.series, sites, clock, logger, films, signal: stop.signal },
    ...{ intake: readers.intake.get, measures: readers.measures.get },
    ...{ alerts: readers.alerts.get, decisions: readers.decisions.get },
    ...{ dayGraceMs: config.dayGrace, answerWords: config.answerWords, people },
  };
  const handing = handingOver(lots.db, log, stop.signal);
  let round: Promise<void> = Promise.resolve();
  const once = (): Promise<void> => (round = round.catch(() => {}).then(() => look(service, handing.append)));
  const working = (async () => {
    while (!stop.signal.aborted) {
      await once().catch((error: unknown) => logger.error({ error }, 'the record is behind; it goes on later'));
      await wake.wait(pollMs);
    }
  })();
  return {
    lots,
    catchUp: once,
    troubles: handing.troubles,
    async close() {
      stop.abort(new Error('the traceability service stops'));
      await working;
      await round.catch(() => {});
      for (const reader of Object.values(readers)) await reader.close((opened) => opened.close());
      await citations.close();
      await lots.close();
    },
  };
}

/** One look at every feed. A feed that cannot be read does not keep the others waiting; the first error is thrown at the end. */
async function look(service: Service, append: () => Promise<void>): Promise<void> {
  const errors: unknown[] = [];
  const steps = [
    ...[followInstallations, followAlerts, followAnswers],
    ...[noteReadings, noteMeasures, notePastDays, settleDays, followFilms, append],
  ];
  for (const step of steps) {
    if (!service.signal.aborted) await step(service).catch((error: unknown) => errors.push(error));
  }
  if (errors.length > 0) throw errors[0];
}

/** Hands what waits to the log, and remembers why it was not taken until it is. */
function handingOver(db: LotDb, log: EventLog | undefined, signal: AbortSignal) {
  let refused: unknown;
  return {
    async append(): Promise<void> {
      if (!log) return;
      try {
        await appendWaiting(db, log, () => Date.now(), signal);
        refused = undefined;
      } catch (error) {
        refused = error;
        throw error;
      }
    },
    troubles: () => (refused instanceof FieldlapseError ? [{ code: refused.code, message: refused.message }] : []),
  };
}
