import { idPattern } from '@fieldlapse/contracts';
import { durationMs } from '@fieldlapse/runtime';
import { z } from 'zod';
import { gln } from './lots/facts/fields.ts';

const name = z.string().regex(idPattern, 'use 1–32 of a–z, 0–9 and -, starting with a letter or digit');

/** What people choose about lots and their records; the `traceability` section of the server's configuration. */
export const traceabilityConfig = z.strictObject({
  companyPrefix: z
    .string()
    .regex(/^\d{4,12}$/, 'write the 4–12 digits of the GS1 company prefix')
    .optional()
    .describe('GS1 company prefix: the numbers of cameras and sensors begin with it; needed before lots are recorded'),
  places: z
    .array(
      z.strictObject({
        site: name.describe('the farm'),
        gln: gln.describe('its Global Location Number, 13 digits'),
      }),
    )
    .max(1000)
    .default([])
    .describe('GS1 numbers of farms'),
  dayGrace: durationMs
    .prefault('2h')
    .describe(
      'so long after midnight at the farm a day of readings is summed up; what comes later corrects the summary',
    ),
});
export type TraceabilityConfig = z.infer<typeof traceabilityConfig>;
