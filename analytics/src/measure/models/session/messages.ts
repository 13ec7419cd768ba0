import type { RgbPicture } from '@fieldlapse/imaging';
import type { ModelCard } from '../card/schema.ts';
import type { ModelOutput } from '../model-output.ts';

/** Where a model lies and what it is; `modelHash` tells apart what the folder held before and after an edit. */
export interface ModelSource {
  readonly folder: string;
  readonly card: ModelCard;
  readonly modelHash: string;
}

/** What the pool sends to a thread. */
export interface ThreadJob {
  /** Its `modelHash` alone where the thread has had it: to hand over a card takes longer than a picture. */
  readonly source: ModelSource | string;
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array<ArrayBuffer>;
}

/** Said before each run, so that starting and opening do not count against its time. */
export interface Begun {
  readonly begun: true;
}

/** What a thread answers; `restart` asks for a new thread in its place. */
export type ThreadAnswer = { readonly output: ModelOutput } | { readonly fault: string; readonly restart: boolean };

/** What the process that tries a model is given. */
export interface TrialOrder {
  readonly folder: string;
  readonly card: ModelCard;
  /** The picture that the card's golden test names. */
  readonly golden: RgbPicture | undefined;
  /** How often a picture of 640 × 480 is run to see how long it takes; not at all where absent. */
  readonly timedRuns: number;
}

/** What trying a model showed. */
export interface Trial {
  /** Most memory that the process took above what it had before the model was opened, bytes. */
  readonly peakBytes: number;
  /** One run on the largest picture that is one tensor, of `width` × `height` pixels, ms. */
  readonly runMs: number;
  readonly width: number;
  readonly height: number;
  /** Median of the runs that were asked for on a picture of 640 × 480, making the tensor and reading the output included, ms. */
  readonly pictureMs?: number;
}

export type TrialAnswer = { readonly trial: Trial } | { readonly fault: string };
