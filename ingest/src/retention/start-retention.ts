import { FieldlapseError, type SiteConfig } from '@fieldlapse/contracts';
import { sleep, type Clock, type Logger, type Running } from '@fieldlapse/runtime';
import {
  openCitationReader,
  openCitations,
  openIntakeReader,
  type CitationReader,
  type RecordsStore,
  type Stores,
} from '@fieldlapse/store';
import type { Originals } from '../intake/originals.ts';
import { openFilmState } from './film-state.ts';
import type { RetentionPolicy } from './policy.ts';
import { finishRetiring, retire, type RetireParts } from './retire.ts';
import { surveyDays, type SurveyParts } from './survey.ts';

/** What retention needs. It runs beside intake, which alone writes the rows of frames. */
export interface RetentionParts {
  readonly policy: RetentionPolicy;
  readonly stores: Pick<Stores, 'records' | 'blobs'>;
  readonly originals: Originals;
  readonly sites: () => readonly SiteConfig[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Bytes free on the disk of the stores; asked where the policy has `minFreeBytes`. */
  readonly freeBytes: () => Promise<number>;
  /** Real ms from the end of a pass to the next; an hour where absent. */
  readonly everyMs?: number;
}

const hourMs = 3_600_000;

/**
 * Deletes the pictures of old days as the policy has it, again and again, and first of all finishes what a crash left.
 * Throws `STORE_NEWER`, `STORE_UNWRITABLE`.
 */
export async function startRetention(parts: RetentionParts): Promise<Running> {
  const { logger, stores, everyMs = hourMs } = parts;
  const citations = await readerOfCitations(stores.records);
  const stop = new AbortController();
  const working = (async () => {
    while (!stop.signal.aborted) {
      try {
        await pass(parts, citations, stop.signal);
      } catch (error) {
        const waits = error instanceof FieldlapseError && error.code === 'RECORDS_MISSING';
        if (!waits && !stop.signal.aborted) logger.error({ error }, 'no pictures are deleted; trying again');
      }
      await sleep(everyMs, stop.signal).catch(() => {});
    }
  })();
  return {
    async close() {
      stop.abort(new Error('retention stops'));
      await working;
      await citations.close();
    },
  };
}

/** The citations, made empty where no service has cited yet: "there are none" must not be confused with "not yet readable". */
async function readerOfCitations(records: RecordsStore): Promise<CitationReader> {
  try {
    return await openCitationReader(records);
  } catch (error) {
    if (!(error instanceof FieldlapseError) || error.code !== 'RECORDS_MISSING') throw error;
    await (await openCitations(records)).close();
    return openCitationReader(records);
  }
}

async function pass(parts: RetentionParts, citations: CitationReader, signal: AbortSignal): Promise<void> {
  const { stores, policy, logger, sites, originals } = parts;
  const intake = await openIntakeReader(stores.records);
  try {
    const film = await openFilmState(stores.records, stores.blobs, intake);
    try {
      const shared = { intake, film, citedAmong: citations.citedAmong, sites, now: () => parts.clock.now() };
      const retiring = { ...shared, blobs: stores.blobs, originals, logger } satisfies RetireParts;
      await finishRetiring(retiring, signal);
      for await (const { site, camera, day, retire: frames } of surveyDays({
        ...shared,
        policy,
      } satisfies SurveyParts)) {
        signal.throwIfAborted();
        if (frames.length === 0) continue;
        if (policy.minFreeBytes !== undefined && (await parts.freeBytes()) >= policy.minFreeBytes) return;
        const gone = await retire(retiring, frames, signal);
        logger.info({ site, camera, day, gone, planned: frames.length }, 'pictures of an old day deleted');
      }
    } finally {
      await film.close();
    }
  } finally {
    await intake.close();
  }
}
