import { idPattern } from '@fieldlapse/contracts';
import { durationMs } from '@fieldlapse/runtime';
import { z } from 'zod';
import { anchorConfig } from './anchor/anchor-config.ts';
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
  publicUrl: z
    .string()
    .max(100)
    .regex(/^https?:\/\/[^/?#\s]+(\/[^?#\s]*[^/?#\s])?$/, 'write https://host, without a slash at the end')
    .optional()
    .describe(
      'where buyers reach the pages of lots; it stands in every QR code for ever, and names the log at its first start',
    ),
  policy: z
    .string()
    .max(300)
    .optional()
    .describe(
      'file in the data folder with the policy that we publish (C2SP tlog-policy): our log and its witnesses; only our own key where absent',
    ),
  partners: z
    .array(
      z.strictObject({
        name: name.describe('the partner, as it stands beside each of its events'),
        tokenSha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/, 'write the SHA-256 of the token in 64 hex digits')
          .describe('SHA-256 of its token; the token itself is written nowhere'),
      }),
    )
    .max(100)
    .refine((all) => new Set(all.map((one) => one.name)).size === all.length, 'a partner stands there twice')
    .default([])
    .describe('who may hand over EPCIS events over HTTP; nobody where empty'),
  anchor: anchorConfig
    .optional()
    .describe('writes checkpoints of the log to a contract on an EVM chain too; nothing is written where absent'),
  dayGrace: durationMs
    .prefault('2h')
    .describe(
      'so long after midnight at the farm a day of readings is summed up; what comes later corrects the summary',
    ),
  answerWords: z
    .boolean()
    .default(false)
    .describe(
      'whether what people write when they take on an alert stands in the record, for everybody; never who they are, and nothing with a number, an address or a name that is known here',
    ),
});
export type TraceabilityConfig = z.infer<typeof traceabilityConfig>;
