import type { LocalDay } from './local-day.ts';

/** A stretch in which expected frames are missing. */
export interface FilmGap {
  /** UTC ms of the last frame before and the first one after; null at the film's ends. */
  readonly from: number | null;
  readonly to: number | null;
  readonly missingFrames: number | null;
  readonly reason: 'missing' | 'thinned';
}

/** One encoded day of a film. */
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

/** What a film shows and what it could not: stands beside every film. */
export interface FilmManifest {
  readonly v: 1;
  readonly site: string;
  readonly camera: string;
  readonly kind: 'full' | 'day' | 'range';
  readonly timeZone: string;
  readonly fps: number;
  readonly width: number;
  readonly height: number;
  readonly durationSec: number;
  readonly frameCount: number;
  /** Observed over expected captures, 0–1; null where no schedule is known. */
  readonly coverage: number | null;
  readonly days: readonly FilmDay[];
  readonly gaps: readonly FilmGap[];
  /** Hash of the inputs: changes when, and only when, the film does. */
  readonly hash: string;
}

/** Which part of a camera's life a film shows; `from` and `to` are local days, both inclusive. */
export interface FilmRange {
  readonly kind: 'full' | 'day' | 'range';
  readonly from?: LocalDay;
  readonly to?: LocalDay;
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
  /** A faststart MP4 by stream copy, cached by hash; resolves to a file that stays readable. */
  mp4(
    site: string,
    camera: string,
    range: FilmRange,
    options?: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void },
  ): Promise<{ path: string; bytes: number; hash: string }>;
}
