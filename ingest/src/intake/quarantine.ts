import { sha256Hex, type ErrorCode } from '@fieldlapse/contracts';
import type { Logger } from '@fieldlapse/runtime';
import type { BlobStore, IntakeTables } from '@fieldlapse/store';
import type { Kysely } from 'kysely';
import type { GroupCommit } from './commit/group-commit.ts';
import type { Origin } from './replies.ts';

export interface Refusal {
  readonly origin: Origin;
  /** What was refused: `frame …`, `readings`, a topic. */
  readonly what: string;
  readonly code: ErrorCode;
  readonly message: string;
  readonly receivedAt: number;
  /** What was refused, kept for a look. */
  readonly bytes?: Uint8Array | undefined;
}

/** Remembers refusals within bounds; never throws: a quarantine that is full or fails costs nobody a frame. */
export interface Quarantine {
  keep(refusal: Refusal): void;
  /** Refusals by code since the start, kept or not. */
  readonly refused: Readonly<Record<string, number>>;
  idle(): Promise<void>;
}

interface QuarantineParts {
  readonly limits: { bytes: number; rows: number; perDeviceAndHour: number };
  readonly db: Kysely<IntakeTables>;
  readonly commits: GroupCommit;
  readonly blobs: BlobStore;
  readonly logger: Logger;
}

const prefix = 'quarantine/';
// Payloads that wait for the disk; beyond this only the refusal itself is remembered.
const maxWaitingBytes = 64 * 1024 * 1024;

export async function openQuarantine({ limits, db, commits, blobs, logger }: QuarantineParts): Promise<Quarantine> {
  const refused: Record<string, number> = {};
  const keptInHour = new Map<string, number>();
  let hour = 0;
  let bytes = 0;
  for await (const blob of blobs.list(prefix)) bytes += blob.bytes;
  let rows = Number((await db.selectFrom('quarantine').select(db.fn.countAll().as('count')).executeTakeFirst())?.count);
  let waitingBytes = 0;
  let last = Promise.resolve();

  function mayKeep({ site, device }: Origin, receivedAt: number): boolean {
    if (Math.floor(receivedAt / 3_600_000) !== hour) keptInHour.clear();
    hour = Math.floor(receivedAt / 3_600_000);
    const key = `${site}/${device}`;
    const kept = (keptInHour.get(key) ?? 0) + 1;
    keptInHour.set(key, kept);
    return kept <= limits.perDeviceAndHour;
  }

  async function makeRoom(more: number): Promise<void> {
    while (rows > 0 && (rows >= limits.rows || bytes + more > limits.bytes)) {
      const oldest = await db.selectFrom('quarantine').select(['id', 'blobKey']).orderBy('id').executeTakeFirst();
      if (!oldest) return;
      if (oldest.blobKey !== null) {
        bytes -= (await blobs.size(oldest.blobKey)) ?? 0;
        await blobs.delete(oldest.blobKey);
      }
      await commits.run((trx) => trx.deleteFrom('quarantine').where('id', '=', oldest.id).execute());
      rows -= 1;
    }
  }

  async function write({ origin, what, code, message, receivedAt, bytes: payload }: Refusal): Promise<void> {
    const kept = payload && payload.length > 0 && payload.length <= limits.bytes ? payload : undefined;
    await makeRoom(kept?.length ?? 0);
    const blobKey = kept ? `${prefix}${origin.site}/${origin.device}/${sha256Hex(kept).slice(0, 32)}` : null;
    if (kept && blobKey !== null && (await blobs.size(blobKey)) === undefined) {
      await blobs.put(blobKey, kept);
      bytes += kept.length;
    }
    const row = { ...origin, what, code, message: message.slice(0, 500), receivedAt, blobKey };
    await commits.run((trx) => trx.insertInto('quarantine').values(row).execute());
    rows += 1;
  }

  return {
    refused,
    keep(refusal) {
      refused[refusal.code] = (refused[refusal.code] ?? 0) + 1;
      if (!mayKeep(refusal.origin, refusal.receivedAt)) return;
      logger.warn({ ...refusal.origin, what: refusal.what, code: refusal.code }, refusal.message);
      const size = refusal.bytes?.length ?? 0;
      const kept = waitingBytes + size > maxWaitingBytes ? { ...refusal, bytes: undefined } : refusal;
      waitingBytes += size;
      last = last
        .then(() => write(kept))
        .catch((error: unknown) => logger.warn({ error }, 'a refusal could not be kept'))
        .finally(() => (waitingBytes -= size));
    },
    idle: () => last,
  };
}
