import type { Readable } from 'node:stream';
import type { ErrorCode } from '@fieldlapse/contracts';
import type { Kysely } from 'kysely';

/** A stored sample: `t` in UTC ms. */
export interface Point {
  readonly series: string;
  readonly t: number;
  readonly value: number;
}

/** A point as it is read. */
export interface StoredPoint extends Point {
  /**
   * Present where retention has given up raw points: the point then stands in the middle of `spanMs`, an hour or a day,
   * for `count` of them, its value being their mean.
   */
  readonly merged?: { readonly spanMs: number; readonly count: number; readonly min: number; readonly max: number };
}

/** One bucket of a time range; `min`, `max`, `mean` over `count` points. */
export interface Bucket {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}

export interface SeriesTrouble {
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * Named time series. One value per (series, t): a later append of the same key replaces the value.
 * Errors: `BAD_POINT`, `STORE_FULL`, `STORE_UNWRITABLE`.
 */
export interface SeriesStore {
  /** Resolves when the points are durable. Idempotent. */
  append(points: readonly Point[]): Promise<void>;
  /** Points with `from <= t < to` in time order, at most `limit`. */
  range(series: string, from: number, to: number, limit?: number): Promise<StoredPoint[]>;
  /**
   * `count` buckets of `[from, to)` that keep min and max; empty ones are left out. They are equal to within a ms; where
   * they are an hour or longer, to within an hour, since their edges then may stand on whole hours. An hour or day that
   * stands for points which were given up counts whole in the bucket that holds its middle.
   */
  buckets(series: string, from: number, to: number, count: number): Promise<Bucket[]>;
  /** The newest point of every series whose name starts with `prefix`. */
  latest(prefix: string): Promise<Point[]>;
  /** Takes the points with `from <= t < to` out; resolves when that is durable. Idempotent. */
  remove(series: string, from: number, to: number): Promise<void>;
  /**
   * Resolves to true once what was appended before is where every process reads it, to false after `timeoutMs`; a store
   * that buffers in front of a server may need a while.
   */
  settled(timeoutMs: number): Promise<boolean>;
  /** What keeps points from arriving where they belong, for people to see; none where all is well. */
  troubles(): readonly SeriesTrouble[];
  close(): Promise<void>;
}

/**
 * Immutable bytes by key. Keys are `/`-separated segments of `[a-z0-9][a-z0-9._-]*`, at most 128 characters each and 512
 * in all; no key may be a folder of another.
 * Errors: `BLOB_MISSING`, `BAD_BLOB_KEY`, `STORE_FULL`, `STORE_UNWRITABLE`.
 */
export interface BlobStore {
  /** Resolves only when the bytes are durable (fsync of file and folder). An existing key is left as it is. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** As {@link put} from a file of this machine, moved where that saves a copy: it is gone afterwards. */
  putFile(key: string, path: string): Promise<void>;
  get(key: string): Promise<Buffer>;
  /** Streams bytes `[from, to)`, at most to the blob's end; the whole blob where absent. */
  stream(key: string, from?: number, to?: number): Promise<Readable>;
  /** Size in bytes, or undefined where absent. */
  size(key: string): Promise<number | undefined>;
  delete(key: string): Promise<void>;
  list(prefix: string): AsyncIterable<{ key: string; bytes: number }>;
}

/** One forward-only step of a records database; its number is its place in the list, from 1. */
export interface Migration {
  readonly name: string;
  up(db: Kysely<unknown>): Promise<void>;
}

/** Tables with transactions, one database (SQLite file or PostgreSQL schema) for each owning service. */
export interface RecordsStore {
  /**
   * Opens the database of its one writer, applying missing migrations. A transaction and what is asked beside it wait for
   * each other. Throws `RECORDS_OWNED` while it is open already, `STORE_NEWER`, `STORE_UNWRITABLE`, `STORE_CORRUPT`.
   */
  openOwn<Tables>(owner: string, migrations: readonly Migration[]): Promise<Kysely<Tables>>;
  /**
   * Opens another service's database for reading. Throws `STORE_NEWER` where it has had more than `version` migrations
   * and `RECORDS_MISSING` where its owner has not yet made it or brought it to `version`.
   */
  openReadOnly<Tables>(owner: string, version: number): Promise<Kysely<Tables>>;
  close(): Promise<void>;
}

/** The three stores that every service is handed. */
export interface Stores {
  readonly records: RecordsStore;
  readonly series: SeriesStore;
  readonly blobs: BlobStore;
  close(): Promise<void>;
}
