import { sql, type Kysely } from 'kysely';
import type { Migration } from '@fieldlapse/store';

/** How far the change feed of intake was read. */
interface CursorRow {
  name: 'changes';
  acceptedSeq: number;
}

/** A camera's film size, that of its earliest frame; other shapes are padded. */
interface FilmSizeRow {
  site: string;
  camera: string;
  /** The frame that decided. */
  f: string;
  width: number;
  height: number;
}

/** A day whose frames changed after it was last encoded. */
export interface DirtyDayRow {
  site: string;
  camera: string;
  day: string;
  /** The last change that touched it; the row goes when a build that began after that change is committed. */
  acceptedSeq: number;
}

/** The encoded day of a camera; its blobs were durable before this row was written. */
export interface SegmentRow {
  site: string;
  camera: string;
  day: string;
  /** Names the fragments: hash of the inputs (frames in order, settings, size, encoder). */
  hash: string;
  /** Names the init segment: hash of its bytes. */
  init: string;
  settings: string;
  fps: number;
  width: number;
  height: number;
  fragments: number;
  ticks: number;
  bytes: number;
  firstObservedAt: number;
  /** JSON of `FilmDay['frames']`. */
  frames: string;
}

/** A segment that was replaced; it stays a while for players. */
export interface RetiredRow {
  hash: string;
  site: string;
  camera: string;
  day: string;
  /** Real UTC ms. */
  retiredAt: number;
}

/** The database `timelapse`: written by ingest/timelapse, read by film readers. */
export interface TimelapseTables {
  cursors: CursorRow;
  filmSizes: FilmSizeRow;
  dirtyDays: DirtyDayRow;
  segments: SegmentRow;
  retired: RetiredRow;
}

/** The database `timelapse`, step by step. A step that was released is never altered. */
export const timelapseMigrations: readonly Migration[] = [{ name: 'segments of days', up: createTables }];

const cameraDay = 'site text not null, camera text not null, day text not null';
const statements = [
  'create table cursors (name text primary key, acceptedSeq bigint not null)',
  `create table filmSizes (site text not null, camera text not null, f text not null, width integer not null, height integer not null,
    primary key (site, camera))`,
  `create table dirtyDays (${cameraDay}, acceptedSeq bigint not null, primary key (site, camera, day))`,
  `create table segments (${cameraDay}, hash text not null, init text not null, settings text not null,
    fps integer not null, width integer not null, height integer not null, fragments integer not null,
    ticks bigint not null, bytes bigint not null, firstObservedAt bigint not null, frames text not null, primary key (site, camera, day))`,
  'create index segmentsByHash on segments (hash)',
  `create table retired (hash text primary key, ${cameraDay}, retiredAt bigint not null)`,
];

async function createTables(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** Blob key of a day's fragments. */
export function segmentKey({ site, camera, day, hash }: Pick<SegmentRow, 'site' | 'camera' | 'day' | 'hash'>): string {
  return `segments/${site}/${camera}/${day}-${hash}.m4s`;
}

/** Blob key of an init segment. */
export function initKey(hash: string): string {
  return `inits/${hash}.mp4`;
}
