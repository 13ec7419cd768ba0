import { z } from 'zod';
import { quantityNames } from '../series/quantities.ts';
import { boot, clockSource, monoMs, sensor, seq, shortText, utcMs, wireVersion } from './fields.ts';

export const maxReadingsPerBatch = 1000;

/** One sensor value. `value` is null, with `fault`, where the sensor gave none: missing is never 0. */
export const reading = z.object({
  sensor,
  quantity: z.enum(quantityNames),
  value: z.number().nullable(),
  t: utcMs,
  mono: monoMs,
  clk: clockSource,
  fault: shortText.optional().describe('why the sensor gave no value'),
});
export type Reading = z.infer<typeof reading>;

/** `up/readings` (JSON or gzip of it): readings `from`, `from + 1` … of one boot, in order. */
export const readingBatch = z.object({
  v: wireVersion,
  boot,
  from: seq,
  readings: z.array(reading).min(1).max(maxReadingsPerBatch),
});
export type ReadingBatch = z.infer<typeof readingBatch>;
