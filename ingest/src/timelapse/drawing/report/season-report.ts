import type { FilmCard, LocalDay } from '@fieldlapse/contracts';
import type { GrowthStage } from '../stages.ts';
import type { Language } from '../words.ts';

/** What the image report of a season says; titles are what people read, not ids. */
export interface SeasonReport {
  readonly language: Language;
  readonly site: string;
  readonly camera: string;
  readonly season?: SeasonFacts | undefined;
  /** First and last day of the report, gaps included. */
  readonly from: LocalDay;
  readonly to: LocalDay;
  /** Observed over expected captures, 0–1; null where no schedule is known. */
  readonly coverage: number | null;
  /** Hash of the film's manifest. */
  readonly filmHash: string;
  /** UTC ms at which the report was ordered: the PDF carries it, so that the same order is the same bytes. */
  readonly orderedAt: number;
  /** PNG as of `keogramPng`, of the days `from` to `to`. */
  readonly keogram?: Uint8Array | undefined;
  /** Size of the film's pictures, px: its shape is that of all tiles. */
  readonly picture: { readonly width: number; readonly height: number };
  /** In the order of their days. */
  readonly tiles: readonly ReportTile[];
}

/** The season of a report. */
export interface SeasonFacts {
  readonly title: string;
  readonly subject: string;
  readonly sowing: LocalDay;
  readonly end?: LocalDay | undefined;
}

/** A day with its picture, or days without one. */
export type ReportTile = PictureTile | GapTile;

export interface PictureTile {
  readonly kind: 'picture';
  readonly day: LocalDay;
  /** JPEG of any size, asked for when it is drawn; null where it can no longer be had. */
  readonly jpeg: () => Promise<Uint8Array | null>;
  readonly daysAfterSowing?: number | undefined;
  readonly stage?: GrowthStage | undefined;
  readonly metrics?: readonly ReportMetric[] | undefined;
}

export interface GapTile extends Pick<FilmCard, 'from' | 'to' | 'days' | 'reason'> {
  readonly kind: 'gap';
}

export interface ReportMetric {
  readonly label: string;
  /** Null where nothing was measured that day. */
  readonly value: number | null;
  readonly unit: string;
  readonly decimals?: number | undefined;
}

/** How the drawing of a report is watched and stopped. */
export interface ReportWatch {
  readonly signal?: AbortSignal | undefined;
  /** Pictures drawn of all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}
