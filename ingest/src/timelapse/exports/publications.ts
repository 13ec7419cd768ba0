import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ExportOrder } from '@fieldlapse/contracts';
import type { RecordsStore } from '@fieldlapse/store';
import { sizeOf, wholeFile } from './disk.ts';
import { addPublication, exportMigrations, type ExportTables, type FilmPublication } from './ledger.ts';
import type { MadeExport } from './make-export.ts';
import { mediaTypeOf } from './order.ts';

/** Puts a copy of a finished film under its SHA-256, durably, and resolves to that and its size. */
export async function keepPublished(path: string, folder: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  const sha256 = hash.digest('hex');
  const kept = join(folder, sha256);
  if ((await sizeOf(kept)) === undefined) await wholeFile(kept, (part) => copyFile(path, part));
  return { bytes: (await sizeOf(kept)) ?? 0, sha256 };
}

/** A film that was made here and now, and its order. */
export interface FilmToPublish {
  readonly made: Pick<MadeExport, 'id' | 'path' | 'lastDay'>;
  readonly order: Pick<ExportOrder, 'site' | 'camera' | 'format'>;
  /** UTC ms. */
  readonly publishedAt: number;
}

/** Publishes a film, beside whoever owns the exports; the same film again changes nothing. */
export async function publishFilm(records: RecordsStore, folder: string, film: FilmToPublish): Promise<void> {
  const { made, order, publishedAt } = film;
  const { site, camera, format } = order;
  const kept = await keepPublished(made.path, folder);
  const row = { export: made.id, site, camera, lastDay: made.lastDay, mediaType: mediaTypeOf(format), publishedAt };
  const db = await records.openOwn<ExportTables>('exports', exportMigrations);
  await addPublication(db, { ...row, ...kept }).finally(() => db.destroy());
}

/** The feed of published films, beside whoever makes them. */
export interface FilmPublications {
  /** Those with `seq > seq` in order, at most `limit`. */
  after(seq: number, limit: number): Promise<FilmPublication[]>;
  close(): Promise<void>;
}

/** Opens the feed for reading. Throws `RECORDS_MISSING` before anybody could order a film, and `STORE_NEWER`. */
export async function openFilmPublications(records: RecordsStore): Promise<FilmPublications> {
  const db = await records.openReadOnly<ExportTables>('exports', exportMigrations.length);
  const rows = () => db.selectFrom('publications').selectAll().orderBy('seq');
  return {
    after: (seq, limit) => rows().where('seq', '>', seq).limit(limit).execute(),
    close: () => db.destroy(),
  };
}
