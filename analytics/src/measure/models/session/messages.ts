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
  readonly source: ModelSource;
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array<ArrayBuffer>;
}

/** What a thread answers; `restart` asks for a new thread in its place. */
export type ThreadAnswer = { readonly output: ModelOutput } | { readonly fault: string; readonly restart: boolean };

/** What the process that tries a model is given. */
export interface TrialOrder {
  readonly folder: string;
  readonly card: ModelCard;
}

/** What trying a model showed. */
export interface Trial {
  /** Largest memory of the process above what it had before, bytes. */
  readonly peakBytes: number;
  /** Time of one run on the largest picture that is one tensor, ms; its size. */
  readonly runMs: number;
  readonly width: number;
  readonly height: number;
}

export type TrialAnswer = { readonly trial: Trial } | { readonly fault: string };
