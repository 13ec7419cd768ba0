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
