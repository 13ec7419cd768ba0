import type { FilmManifest } from '@fieldlapse/contracts';
import { z } from 'zod';

const utcMs = z.int().describe('UTC milliseconds since 1970');
const localDay = z.string().describe('local day of the site, YYYY-MM-DD');
const reason = z.enum(['missing', 'thinned']);

const film = {
  v: z.literal(1),
  site: z.string(),
  camera: z.string(),
  kind: z.enum(['season', 'full', 'day', 'range']),
  timeZone: z.string(),
  fps: z.number(),
  width: z.int(),
  height: z.int(),
  durationSec: z.number(),
  frameCount: z.int(),
  coverage: z.number().nullable(),
  cards: z
    .array(
      z.object({
        from: localDay,
        to: localDay,
        days: z.int(),
        reason,
        startSec: z.number().describe('position in the film'),
        durationSec: z.number(),
      }),
    )
    .describe('hatched cards that stand in the film for whole days without a frame, `from` and `to` inclusive'),
  gaps: z.array(z.object({ from: utcMs.nullable(), to: utcMs.nullable(), missingFrames: z.int().nullable(), reason })),
  hash: z.string().describe('changes when, and only when, the film does'),
};
const filmDay = {
  day: localDay,
  startSec: z.number(),
  durationSec: z.number(),
  expected: z.int().nullable(),
  thinned: z.int(),
};
export const manifestAnswer = z.object({
  ...film,
  days: z.array(
    z.object({
      ...filmDay,
      segment: z.string(),
      frames: z.array(z.object({ f: z.string(), observedAt: utcMs, sha256: z.string() })),
    }),
  ),
});
export const timelineAnswer = z.object({
  ...film,
  days: z.array(z.object({ ...filmDay, at: z.array(utcMs).describe('`observedAt` of each frame, as they play') })),
});
export type TimelineAnswer = z.infer<typeof timelineAnswer>;

/** The manifest without ids and hashes: what a player needs to draw and to seek. */
export function timelineOf(manifest: FilmManifest): TimelineAnswer {
  const { days, gaps, cards, ...rest } = manifest;
  return {
    ...rest,
    gaps: [...gaps],
    cards: [...cards],
    days: days.map(({ segment: _segment, frames, ...day }) => ({
      ...day,
      at: frames.map(({ observedAt }) => observedAt),
    })),
  };
}

export const keogramAnswer = z.object({
  hash: z.string().describe('changes when, and only when, the picture does'),
  widthPx: z.int(),
  heightPx: z.int(),
  columnPx: z.int().describe("width of one day's column"),
  columns: z
    .array(z.object({ day: localDay, x: z.int(), f: z.string().nullable().describe('the frame shown; null in a gap') }))
    .describe('every calendar day from the first to the last'),
});
export type KeogramAnswer = z.infer<typeof keogramAnswer>;

export const spritesAnswer = z.object({
  tileWidthPx: z.int(),
  tileHeightPx: z.int(),
  across: z.int().describe('tiles side by side in a sheet'),
  sheets: z
    .array(z.object({ name: z.string().describe('film/sprite/{name}.jpg'), days: z.array(localDay) }))
    .describe('days of each sheet in reading order'),
});
export type SpritesAnswer = z.infer<typeof spritesAnswer>;
