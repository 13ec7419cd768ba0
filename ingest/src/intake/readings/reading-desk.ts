import { decodeJson, FieldlapseError, readingBatch, type LocalDay, type ReadingBatch } from '@fieldlapse/contracts';
import type { GroupCommit } from '../commit/group-commit.ts';
import type { Notices } from '../notices.ts';
import type { Quarantine } from '../quarantine.ts';
import type { Quota } from '../quota.ts';
import type { Origin, Replies } from '../replies.ts';
import type { StoreGate } from '../commit/store-gate.ts';
import { packReadings } from './pack.ts';
import { claimedSpan } from './claimed-span.ts';
import { storeReadings } from './store-readings.ts';

export interface ReadingDeskParts {
  readonly replies: Replies;
  readonly commits: GroupCommit;
  readonly quota: Quota;
  readonly gate: StoreGate;
  readonly quarantine: Quarantine;
  readonly notices: Notices;
  /** Server time, UTC ms. */
  readonly now: () => number;
  readonly zoneOf: (site: string) => string;
  readonly dayOf: (site: string, utcMs: number) => LocalDay;
  /** Called after each commit. */
  readonly onStored: () => void;
}

/** Where readings arrive: batches in, acks out after the commit. */
export interface ReadingDesk {
  /** Resolves when the batch stands in line for its commit, which goes on in the background. Never rejects. */
  batch(origin: Origin, payload: Buffer): Promise<void>;
  /** Resolves when no batch is being stored. */
  idle(): Promise<void>;
  readonly counts: Readonly<Record<ReadingCount, number>>;
}

type ReadingCount = 'stored' | 'batches' | 'dup' | 'bad' | 'overQuota';

export function openReadingDesk(parts: ReadingDeskParts): ReadingDesk {
  const { replies, commits, gate, quarantine } = parts;
  const storing = new Set<Promise<void>>();
  const counts: Record<ReadingCount, number> = { stored: 0, batches: 0, dup: 0, bad: 0, overQuota: 0 };

  function refuse(origin: Origin, payload: Buffer, { code, message: text }: FieldlapseError): void {
    counts.bad += 1;
    const message = text.slice(0, 500);
    quarantine.keep({ origin, what: 'readings', code, message, receivedAt: parts.now(), bytes: payload });
    const span = claimedSpan(payload);
    if (span) replies.ack(origin, { r: span, s: 'bad', code, message });
    else replies.ack(origin, { topic: 'up/readings', s: 'denied', code, message });
  }

  async function store(origin: Origin, batch: ReadingBatch): Promise<void> {
    const { boot, from, readings } = batch;
    const run = { ...origin, boot, timeZone: parts.zoneOf(origin.site) };
    const arrived = { run, batch, packed: packReadings(readings), receivedAt: parts.now() };
    const result = await commits.run((trx) => storeReadings(trx, arrived));
    gate.worked();
    if (result.outcome === 'stored') {
      counts.stored += result.count;
      counts.batches += 1;
      parts.quota.spend(origin.device, parts.dayOf(origin.site, arrived.receivedAt), { readings: result.count });
      const { acceptedSeq } = result;
      for (const day of result.days) parts.notices.tell('readings-stored', { site: origin.site, acceptedSeq, day });
      parts.onStored();
    } else counts.dup += 1;
    replies.ack(origin, { r: { boot, from, to: from + readings.length - 1 }, s: result.outcome });
  }

  return {
    counts,
    async batch(origin, payload) {
      // While the store is full nothing is acked: the edge keeps its readings and sends them again.
      if (gate.pauseMs() > 0) return;
      if (!parts.quota.isLeft(origin.device, parts.dayOf(origin.site, parts.now()))) {
        counts.overQuota += 1;
        return;
      }
      let batch: ReadingBatch;
      try {
        batch = decodeJson(readingBatch, payload, 'readings');
        if (!Number.isSafeInteger(batch.from + batch.readings.length)) {
          throw new FieldlapseError('BAD_PAYLOAD', 'readings: from: leaves no room for the numbers of its readings');
        }
      } catch (error) {
        if (!(error instanceof FieldlapseError)) throw error;
        return refuse(origin, payload, error);
      }
      await commits.room();
      const task = store(origin, batch)
        .catch((error: unknown) => {
          gate.failed(error);
          replies.pause(origin, gate.pauseMs());
        })
        .finally(() => storing.delete(task));
      storing.add(task);
    },
    async idle() {
      while (storing.size > 0) await Promise.all(storing);
    },
  };
}
