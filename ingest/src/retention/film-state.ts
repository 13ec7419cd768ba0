import type { LocalDay } from '@fieldlapse/contracts';
import type { BlobStore, IntakeReader, RecordsStore } from '@fieldlapse/store';
import type { Kysely } from 'kysely';
import { segmentNamed } from '../timelapse/segments/ledger.ts';
import { seasonGroupOf } from '../timelapse/spans.ts';
import {
  segmentKey,
  timelapseMigrations,
  type SegmentRow,
  type TimelapseTables,
} from '../timelapse/segments/tables.ts';

/** What films hold of a camera's day. */
export interface FilmState {
  /** Ids of the frames that the day's segment shows; undefined where it is missing or something it depends on has changed. */
  shown(site: string, camera: string, day: LocalDay): Promise<ReadonlySet<string> | undefined>;
  /** Ids of frames whose pictures films need beyond it: the season's choice of the day, and what views are held against. */
  needed(site: string, camera: string, day: LocalDay): Promise<ReadonlySet<string>>;
  close(): Promise<void>;
}

/** Opens the records of the timelapse service for reading. Throws `RECORDS_MISSING`, `STORE_NEWER`. */
export async function openFilmState(records: RecordsStore, blobs: BlobStore, intake: IntakeReader): Promise<FilmState> {
  const db = await records.openReadOnly<TimelapseTables>('timelapse', timelapseMigrations.length);
  return {
    async shown(site, camera, day) {
      // The frames first: what becomes dirty meanwhile is seen afterwards.
      const segment = await segmentNamed(db, { site, camera, film: 'full', day });
      if (!segment || (await blobs.size(segmentKey(segment))) === undefined) return undefined;
      if (await isDirty(db, site, camera, day)) return undefined;
      if (await hasUnnoted(db, intake, { site, camera, day })) return undefined;
      return idsIn(segment);
    },
    async needed(site, camera, day) {
      const season = await segmentNamed(db, { site, camera, film: 'season', day: seasonGroupOf(day) });
      const views = (table: 'filmSizes' | 'viewReferences' | 'moves') =>
        db.selectFrom(table).select('f').where('site', '=', site).where('camera', '=', camera);
      const moves = await db
        .selectFrom('moves')
        .select('reference as f')
        .where('site', '=', site)
        .where('camera', '=', camera)
        .unionAll(views('filmSizes'))
        .unionAll(views('viewReferences'))
        .unionAll(views('moves'))
        .execute();
      return new Set([...(season ? idsIn(season) : []), ...moves.map(({ f }) => f)]);
    },
    close: () => db.destroy(),
  };
}

/** True where the day, or the group of the season film that it belongs to, waits to be encoded. */
async function isDirty(db: Kysely<TimelapseTables>, site: string, camera: string, day: LocalDay): Promise<boolean> {
  const dirty = db.selectFrom('dirty').select('day').where('site', '=', site).where('camera', '=', camera);
  const found = await dirty
    .where((on) =>
      on.or([
        on.and([on('film', '=', 'full'), on('day', '=', day)]),
        on.and([on('film', '=', 'season'), on('day', '=', seasonGroupOf(day))]),
      ]),
    )
    .executeTakeFirst();
  return found !== undefined;
}

// A camera with so much news is one whose films are far behind.
const mostUnnoted = 5000;

/** True where intake has accepted something of the day that films have not yet noted. */
async function hasUnnoted(
  db: Kysely<TimelapseTables>,
  intake: IntakeReader,
  { site, camera, day }: { site: string; camera: string; day: LocalDay },
): Promise<boolean> {
  const cursor = (await db.selectFrom('cursors').select('acceptedSeq').executeTakeFirst())?.acceptedSeq ?? 0;
  const changes = await intake.changesAfter(cursor, mostUnnoted, { site, camera });
  return changes.length === mostUnnoted || changes.some((change) => change.day === day);
}

function idsIn({ frames }: SegmentRow): Set<string> {
  return new Set((JSON.parse(frames) as { f: string }[]).map(({ f }) => f));
}
