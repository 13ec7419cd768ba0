import { z } from 'zod';
import { idPattern } from './ids.ts';

const id = z.string().regex(idPattern);
const localDay = z.iso.date('write a day as YYYY-MM-DD');

const filmSource = z.strictObject({
  site: id,
  camera: id,
  kind: z.enum(['season', 'full', 'day', 'range']).default('season'),
  from: localDay.optional().describe('first day, site time'),
  to: localDay.optional().describe('last day, site time'),
});

/** What is asked for by `POST /api/exports` and `fieldlapse film`; the same order for the same film is the same export. */
export const exportOrder = z.strictObject({
  ...filmSource.shape,
  format: z
    .enum(['mp4', 'webm', 'gif', 'webp', 'report-pdf', 'report-jpeg', 'stills'])
    .default('mp4')
    .describe('stills: a before and an after picture of one size, as a ZIP'),
  pace: z
    .union([
      z.strictObject({ fps: z.number().min(0.5).max(60).describe('frames per second') }),
      z.strictObject({ daysPerSec: z.number().min(0.01).max(1000).describe('days of the farm per second of film') }),
      z.strictObject({ durationSec: z.number().min(1).max(7200).describe('length of the film, s') }),
    ])
    .optional(),
  overlays: z
    .strictObject({
      date: z.boolean().default(false),
      daysAfterSowing: z.boolean().default(false),
      stage: z.boolean().default(false).describe('growth stage as configured for the season'),
      series: z.string().max(200).optional().describe('name of a series, drawn as a curve with a moving cursor'),
    })
    .optional(),
  language: z.enum(['vi', 'en']).default('vi'),
  maxSide: z.int().min(160).max(3840).optional().describe('longest side, px; as the film where absent'),
  maxBytes: z
    .int()
    .min(50_000)
    .max(2 ** 30)
    .optional()
    .describe('GIF and WebP are made smaller until they fit; 10 MB where absent'),
  compare: filmSource
    .extend({ align: z.enum(['date', 'days-after-sowing', 'degree-days']).default('date') })
    .optional()
    .describe('a second film beside the first'),
  publish: z
    .boolean()
    .optional()
    .describe('everybody may see it: it is kept for good, and stands in the record of the lot of its last day'),
});
export type ExportOrder = z.infer<typeof exportOrder>;
export type FilmSource = z.infer<typeof filmSource>;

/** An export as people see it; all times are UTC ms. */
export interface FilmExport {
  readonly id: string;
  readonly order: ExportOrder;
  readonly state: 'waiting' | 'running' | 'ready' | 'failed' | 'cancelled';
  /** Frames. */
  readonly done: number;
  readonly total: number;
  /** Estimated time left; null while it is not known. */
  readonly etaMs: number | null;
  readonly bytes: number | null;
  readonly mediaType: string;
  /** For the file that a person saves. */
  readonly fileName: string;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly orderedAt: number;
  readonly endedAt: number | null;
}

/** Makes films and reports for keeping, one after the other; what a crash interrupted goes on where it was. */
export interface FilmExports {
  /** Throws `FILM_EMPTY`, `BAD_EXPORT`, `TOO_MANY_EXPORTS`. */
  order(order: ExportOrder): Promise<FilmExport>;
  /** Newest first. */
  list(): Promise<readonly FilmExport[]>;
  /** Throws `EXPORT_MISSING`. */
  get(id: string): Promise<FilmExport>;
  /** Stops it and removes what there is of it; throws `EXPORT_MISSING`. */
  cancel(id: string): Promise<FilmExport>;
  /** Path of the finished file, which stays for at least an hour; throws `EXPORT_MISSING`, `EXPORT_UNFINISHED`. */
  file(id: string): Promise<string>;
}
