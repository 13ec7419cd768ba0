import type { FilmGap, LocalDay } from '@fieldlapse/contracts';
import type { Pose } from '@fieldlapse/imaging';
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

/** `full`: every frame, a segment for each local day. `season`: one frame a day, a segment for each group of days. */
export type FilmName = 'full' | 'season';

/** A segment whose frames, or frames that it looks back at, changed after it was last encoded. */
export interface DirtyRow {
  site: string;
  camera: string;
  film: FilmName;
  /** The local day, or the first one of the group. */
  day: string;
  /** The last change that touched it; the row goes when a build that began after that change is committed. */
  acceptedSeq: number;
  /** 1 where only what it looks back at changed: it waits until what changed itself is encoded. */
  follows: 0 | 1;
}

/** An encoded day, or group of days, of a camera; its blobs were durable before this row was written. */
export interface SegmentRow {
  site: string;
  camera: string;
  film: FilmName;
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
  /** JSON of {@link ShownFrame}[], in order. */
  frames: string;
  /** JSON of {@link InnerCard}[]: gaps within a group. */
  cards: string;
  /** JSON of {@link HeadCard}, or null: the gap before the first frame, a blob of its own that a film may leave out. */
  head: string | null;
}

/** A frame as a film shows it, with what was done to it. */
export interface ShownFrame {
  readonly f: string;
  readonly observedAt: number;
  readonly sha256: string;
  /** Factor in linear light; absent where 1. */
  readonly gain?: number;
  /** Shift and turn that were undone; absent where none. */
  readonly pose?: Pose;
}

/** Whole local days without a frame, `from` … `to` inclusive. */
export interface Gap {
  readonly from: LocalDay;
  readonly to: LocalDay;
  readonly days: number;
  readonly reason: FilmGap['reason'];
}

export interface InnerCard extends Gap {
  /** The picture of the segment that it begins with, from 0; and how many it lasts. */
  readonly at: number;
  readonly frames: number;
}

export interface HeadCard extends Gap {
  readonly ticks: number;
  readonly fragments: number;
}

/** What was measured on a frame, once for all films. */
export interface MeasureRow {
  f: string;
  site: string;
  camera: string;
  observedAt: number;
  /** Names the measures and the area that they were taken on. */
  version: string;
  /** JSON of `LightMeasure` and of the quality gate's own; null where the picture does not decode. */
  light: string | null;
  traits: string | null;
  /** Colour profile of the ROI for the keogram. */
  profile: Uint8Array | null;
}

/** How a frame lies on a reference frame: JSON of `Registration`. */
export interface RegistrationRow {
  f: string;
  reference: string;
  registration: string;
}

/** The frame that a camera's view is held against, from a time on. */
export interface ReferenceRow {
  site: string;
  camera: string;
  fromObservedAt: number;
  f: string;
}

/** A move of a camera as it was found. */
export interface MoveRow {
  id: string;
  site: string;
  camera: string;
  f: string;
  observedAt: number;
  /** JSON of `CameraMove['shift']`. */
  shift: string;
  /** The reference that the view has left. */
  reference: string;
}

/** A segment that was replaced; it stays a while for players. */
export interface RetiredRow {
  hash: string;
  site: string;
  camera: string;
  film: FilmName;
  day: string;
  /** Real UTC ms. */
  retiredAt: number;
}

/** The database `timelapse`: written by ingest/timelapse, read by film readers. */
export interface TimelapseTables {
  cursors: CursorRow;
  filmSizes: FilmSizeRow;
  dirty: DirtyRow;
  segments: SegmentRow;
  retired: RetiredRow;
  measures: MeasureRow;
  registrations: RegistrationRow;
  viewReferences: ReferenceRow;
  moves: MoveRow;
}

/** The database `timelapse`, step by step. A step that was released is never altered. */
export const timelapseMigrations: readonly Migration[] = [
  { name: 'segments of days', up: (db) => run(db, firstStatements) },
  { name: 'season films, measures, views', up: (db) => run(db, seasonStatements) },
];

const cameraDay = 'site text not null, camera text not null, day text not null';
const firstStatements = [
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

// What the first release encoded plays on until it is encoded anew, with steady light.
const filmDay = `${cameraDay}, film text not null`;
const seasonStatements = [
  `create table dirty (${filmDay}, acceptedSeq bigint not null, follows integer not null,
    primary key (site, camera, film, day))`,
  `insert into dirty (site, camera, day, film, acceptedSeq, follows)
    select site, camera, day, 'full', acceptedSeq, 0 from dirtyDays`,
  "alter table retired add column film text not null default 'full'",
  'drop table dirtyDays',
  'drop index segmentsByHash',
  'alter table segments rename to daySegments',
  `create table segments (${filmDay}, hash text not null, init text not null, settings text not null,
    fps integer not null, width integer not null, height integer not null, fragments integer not null,
    ticks bigint not null, bytes bigint not null, firstObservedAt bigint not null, frames text not null,
    cards text not null, head text, primary key (site, camera, film, day))`,
  `insert into segments (site, camera, day, film, hash, init, settings, fps, width, height, fragments, ticks, bytes,
    firstObservedAt, frames, cards, head) select site, camera, day, 'full', hash, init, settings, fps, width, height, fragments,
    ticks, bytes, firstObservedAt, frames, '[]', null from daySegments`,
  'drop table daySegments',
  'create index segmentsByHash on segments (hash)',
  `create table measures (f text primary key, site text not null, camera text not null, observedAt bigint not null,
    version text not null, light text, traits text, profile blob)`,
  `create table registrations (f text not null, reference text not null, registration text not null, primary key (f, reference))`,
  `create table viewReferences (site text not null, camera text not null, fromObservedAt bigint not null, f text not null,
    primary key (site, camera, fromObservedAt))`,
  `create table moves (id text primary key, site text not null, camera text not null, f text not null,
    observedAt bigint not null, shift text not null, reference text not null)`,
  'create index movesByCamera on moves (site, camera, observedAt)',
  // Every frame is looked at again: films begin anew from the change feed's first change.
  'delete from cursors',
];

async function run(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** Blob key of a segment's fragments; `part` is `card` for those of its head card. */
export function segmentKey(
  { site, camera, film, day, hash }: Pick<SegmentRow, 'site' | 'camera' | 'film' | 'day' | 'hash'>,
  part: 'frames' | 'card' = 'frames',
): string {
  const name = film === 'full' ? day : `season-${day}`;
  return `segments/${site}/${camera}/${name}-${hash}${part === 'card' ? '-card' : ''}.m4s`;
}

/** Blob key of an init segment. */
export function initKey(hash: string): string {
  return `inits/${hash}.mp4`;
}
