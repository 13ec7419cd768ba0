import { FieldlapseError, frameIdPattern, idPattern, type FilmRange } from '@fieldlapse/contracts';
import { z } from 'zod';

const id = z.string().regex(idPattern);
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

export const siteParams = z.object({ site: id });
export const cameraParams = siteParams.extend({ camera: id });
export const frameParams = z.object({ frame: z.string().regex(frameIdPattern) });
export const sensorParams = siteParams.extend({ sensor: id, quantity: z.string().regex(/^[A-Za-z0-9]{1,32}$/) });
export const filmParams = cameraParams.extend({
  span: z
    .string()
    .regex(/^(full|season|(season:)?\d{4}-\d{2}-\d{2}(\.\.\d{4}-\d{2}-\d{2})?)$/)
    .describe(
      'full, a local day (2026-11-24) or days from..to (2026-11-01..2026-11-24, both inclusive) show every frame; season, or season:from..to, one frame a day',
    ),
});
export const moveParams = z.object({ move: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/) });

export const utcMs = z.coerce
  .number()
  .int()
  .min(0)
  .max(Date.UTC(2100, 0, 1));

/** The range that a span names; throws `BAD_REQUEST` for days that do not exist or run backwards. */
export function rangeOf(span: string): FilmRange {
  if (span === 'full' || span === 'season') return { kind: span };
  const [from = '', to = from] = span.replace(/^season:/, '').split('..');
  for (const day of [from, to]) {
    const ms = dayPattern.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
    if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day) {
      throw new FieldlapseError('BAD_REQUEST', `span: ${day} is not a day`);
    }
  }
  if (to < from) throw new FieldlapseError('BAD_REQUEST', `span: ${to} is before ${from}`);
  if (span.startsWith('season:')) return { kind: 'season', from, to };
  return { kind: from === to ? 'day' : 'range', from, to };
}
