import type { LocalDay } from './local-day.ts';

/** A stretch in which expected frames are missing. */
export interface FilmGap {
  /** UTC ms of the last frame before and the first one after; null at the film's ends. */
  readonly from: number | null;
  readonly to: number | null;
  readonly missingFrames: number | null;
  readonly reason: 'missing' | 'thinned';
}

/** One day of a film; in a season film it is one frame long and shares its segment with its neighbours. */
export interface FilmDay {
  readonly day: LocalDay;
  readonly segment: string;
  /** Frames as they play: id, `observedAt` in UTC ms, SHA-256 of the JPEG. */
  readonly frames: readonly { f: string; observedAt: number; sha256: string }[];
  /** Position in the film, seconds. */
  readonly startSec: number;
  readonly durationSec: number;
  /** Captures that the schedule expected; null where no schedule is known. */
  readonly expected: number | null;
  readonly thinned: number;
}

/** A hatched card that stands in the film for whole days without a frame. */
export interface FilmCard {
  /** First and last day that the film has nothing of, both inclusive. */
  readonly from: LocalDay;
  readonly to: LocalDay;
  readonly days: number;
  readonly reason: FilmGap['reason'];
  /** Position in the film, seconds. */
  readonly startSec: number;
  readonly durationSec: number;
}

/**
 * `full`, `day` and `range` show every frame; `season` shows one frame a day, taken at the same elevation of the sun and
 * the best of its candidates.
 */
export type FilmKind = 'season' | 'full' | 'day' | 'range';

/** What a film shows and what it could not: stands beside every film. */
export interface FilmManifest {
  readonly v: 1;
  readonly site: string;
  readonly camera: string;
  readonly kind: FilmKind;
  readonly timeZone: string;
  readonly fps: number;
  readonly width: number;
  readonly height: number;
  readonly durationSec: number;
  readonly frameCount: number;
  /** Observed over expected captures, 0–1; null where no schedule is known. */
  readonly coverage: number | null;
  readonly days: readonly FilmDay[];
  readonly cards: readonly FilmCard[];
  readonly gaps: readonly FilmGap[];
  /** Hash of the inputs: changes when, and only when, the film does. */
  readonly hash: string;
}

/** Which part of a camera's life a film shows; `from` and `to` are local days, both inclusive; a season may be bounded too. */
export interface FilmRange {
  readonly kind: FilmKind;
  readonly from?: LocalDay;
  readonly to?: LocalDay;
}

/** The season as one picture: a column for each calendar day, hatched where nothing was seen. */
export interface Keogram {
  /** Hash of its inputs. */
  readonly hash: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Width of one day's column, px. */
  readonly columnPx: number;
  /** Every calendar day from the first to the last, in order; `f` is the frame shown, null in a gap. */
  readonly columns: readonly { readonly day: LocalDay; readonly x: number; readonly f: string | null }[];
}

/** Small pictures of the days of a season film for scrubbing, many to a sheet. */
export interface SpriteSheets {
  readonly tileWidthPx: number;
  readonly tileHeightPx: number;
  /** Tiles side by side in a sheet. */
  readonly across: number;
  /** Days of each sheet in reading order; `name` is its hash, a sheet of that name never changes. */
  readonly sheets: readonly { readonly name: string; readonly days: readonly LocalDay[] }[];
}

/** What plays films: made by ingest/timelapse, handed to the HTTP API and the command line. */
export interface FilmReader {
  /** Throws `FILM_EMPTY` where the range has no frame. */
  manifest(site: string, camera: string, range: FilmRange): Promise<FilmManifest>;
  /** HLS media playlist (fMP4) whose URIs are relative: `init/{hash}.mp4`, `segment/{hash}-{baseTime}-{sequence}.m4s`. */
  playlist(site: string, camera: string, range: FilmRange): Promise<string>;
  /** The init segment of that name; throws `FILM_MISSING`. */
  init(hash: string): Promise<Buffer>;
  /** A day's fragments with decode times from `baseTime` (timescale units) and sequence numbers from `sequence`. */
  segment(hash: string, baseTime: number, sequence: number): Promise<Buffer>;
  /** Of the season film's frames in the range. Throws `FILM_EMPTY`. */
  keogram(site: string, camera: string, range: FilmRange): Promise<Keogram>;
  /** The PNG of {@link keogram}. */
  keogramPng(site: string, camera: string, range: FilmRange): Promise<Buffer>;
  sprites(site: string, camera: string, range: FilmRange): Promise<SpriteSheets>;
  /** JPEG of the sheet of that name of {@link sprites}; throws `FILM_MISSING`. */
  spriteSheet(name: string): Promise<Buffer>;
  /** A faststart MP4 by stream copy, cached by hash; resolves to a file that stays readable. */
  mp4(
    site: string,
    camera: string,
    range: FilmRange,
    options?: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void },
  ): Promise<{ path: string; bytes: number; hash: string }>;
}
