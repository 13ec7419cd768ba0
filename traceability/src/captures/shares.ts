import { FieldlapseError } from '@fieldlapse/contracts';
import type { CaptureTables } from '@fieldlapse/store';
import type { Kysely } from 'kysely';

/** So full a share is told to the operator. */
const nearlyFull = 0.9;

/** What each partner's events take of what they may take. */
export interface Shares {
  /** Throws `CAPTURE_FULL` where nothing more of a partner can be taken: asked before anything is read. */
  requireRoom(by: string): void;
  /** Counts bytes of a partner. Part of the caller's transaction, which is to be undone where it throws `CAPTURE_FULL`. */
  take(trx: Kysely<CaptureTables>, by: string, bytes: number): Promise<void>;
  /** Once a transaction has ended: what is counted is what the records say. */
  recount(by: string): Promise<void>;
  troubles(): readonly { readonly code: string; readonly message: string }[];
}

/** Shares of these partners, of so many bytes each. */
export async function openShares(
  db: Kysely<CaptureTables>,
  partners: readonly string[],
  limitBytes: number,
): Promise<Shares> {
  // Who may hand over nothing any more is nobody's trouble.
  const rows = await db.selectFrom('shares').selectAll().where('by', 'in', partners).execute();
  const used = new Map(rows.map(({ by, bytes }) => [by, bytes]));
  const full = (by: string) =>
    new FieldlapseError('CAPTURE_FULL', `events of ${by} take ${megabytes(used.get(by) ?? 0)} of ${megabytes(limitBytes)}`); // prettier-ignore
  const bytesOf = async (of: Kysely<CaptureTables>, by: string): Promise<number> =>
    (await of.selectFrom('shares').select('bytes').where('by', '=', by).executeTakeFirst())?.bytes ?? 0;
  return {
    requireRoom(by) {
      if ((used.get(by) ?? 0) >= limitBytes) throw full(by);
    },
    async take(trx, by, taken) {
      const bytes = (await bytesOf(trx, by)) + taken;
      if (bytes > limitBytes) throw full(by);
      await trx
        .insertInto('shares')
        .values({ by, bytes })
        .onConflict((on) => on.column('by').doUpdateSet({ bytes }))
        .execute();
    },
    async recount(by) {
      used.set(by, await bytesOf(db, by));
    },
    troubles: () =>
      [...used]
        .filter(([, bytes]) => bytes >= nearlyFull * limitBytes)
        .map(([by]) => ({ code: 'CAPTURE_NEARLY_FULL', message: full(by).message })),
  };
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
