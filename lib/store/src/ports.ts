import type { Readable } from 'node:stream';

/** A stored sample: `t` in UTC ms. */
export interface Point {
  readonly series: string;
  readonly t: number;
  readonly value: number;
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

/** Named time series. One value per (series, t): a later append of the same key replaces the value. */
export interface SeriesStore {
  /** Resolves when the points are durable. Idempotent. */
  append(points: readonly Point[]): Promise<void>;
  /** Points with `from <= t < to` in time order, at most `limit`. */
  range(series: string, from: number, to: number, limit?: number): Promise<Point[]>;
  /** `count` equal buckets of `[from, to)` that keep min and max; empty buckets are left out. */
  buckets(series: string, from: number, to: number, count: number): Promise<Bucket[]>;
  /** The newest point of every series whose name starts with `prefix`. */
  latest(prefix: string): Promise<Point[]>;
  close(): Promise<void>;
}

/**
 * Immutable bytes by key. Keys are `/`-separated segments of `[a-z0-9][a-z0-9._-]*`.
 * Errors: `BLOB_MISSING`, `BAD_BLOB_KEY`, `STORE_FULL`, `STORE_UNWRITABLE`.
 */
export interface BlobStore {
  /** Resolves only when the bytes are durable (fsync of file and folder). An existing key is left as it is. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** As {@link put}, moving a file of the same machine where that saves a copy. */
  putFile(key: string, path: string): Promise<void>;
  get(key: string): Promise<Buffer>;
  /** Streams bytes `[from, to)`, the whole blob where absent. */
  stream(key: string, from?: number, to?: number): Promise<Readable>;
  /** Size in bytes, or undefined where absent. */
  size(key: string): Promise<number | undefined>;
  delete(key: string): Promise<void>;
  list(prefix: string): AsyncIterable<{ key: string; bytes: number }>;
}
