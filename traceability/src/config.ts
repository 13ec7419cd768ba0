import { idPattern } from '@fieldlapse/contracts';
import { durationMs } from '@fieldlapse/runtime';
import { z } from 'zod';
import { anchorConfig } from './anchor/anchor-config.ts';
import { gln } from './lots/facts/fields.ts';

const name = z.string().regex(idPattern, 'use 1–32 of a–z, 0–9 and -, starting with a letter or digit');

const tokenSha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'write the SHA-256 of the token in 64 hex digits')
  .describe('SHA-256 of the token; the token itself is written nowhere');
const namedOnce = (all: readonly { readonly name: string }[]) =>
  new Set(all.map((one) => one.name)).size === all.length;

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
  tiles: z
    .strictObject({
      endpoint: z
        .url({ protocol: /^https?$/, error: 'write an address such as https://s3.example' })
        .refine(
          (url) => !/^[a-z]+:[/][/][^/]*@/.test(url),
          'keep keys out of the address: secrets/bucket-keys.json holds them',
        )
        .describe('address of the S3 server, without the bucket'),
      bucket: z
        .string()
        .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'write the name of a bucket')
        .describe('the bucket; it must exist'),
      region: z
        .string()
        .regex(/^[a-z0-9-]{1,40}$/, 'write a region such as us-east-1')
        .default('us-east-1')
        .describe('its region; servers of one’s own mostly take us-east-1'),
      prefix: z
        .string()
        .max(200)
        .regex(/^(?:[A-Za-z0-9][A-Za-z0-9._-]*\/)*$/, 'write folders, each with a slash at its end')
        .default('')
        .describe(
          'folders in the bucket, each with a slash at its end; the files lie below them under the name of the log',
        ),
    })
    .optional()
    .describe(
      'a bucket for the files of the log, by keys that secrets/bucket-keys.json holds; they lie in the folder trace-log where absent',
    ),
  partners: z
    .array(
      z.strictObject({
        name: name.describe('the partner, as it stands beside each of its events'),
        tokenSha256,
      }),
    )
    .max(100)
    .refine(namedOnce, 'a partner stands there twice')
    .default([])
    .describe('who may hand over EPCIS events over HTTP; nobody where empty'),
  recorders: z
    .array(
      z.strictObject({
        name: name.describe('who or what it is; it stands in the log file and in no record'),
        tokenSha256,
        mayDecide: z
          .boolean()
          .default(false)
          .describe('may decide on lots that were harvested too early, and correct treatments and harvests'),
      }),
    )
    .max(100)
    .refine(namedOnce, 'a recorder stands there twice')
    .default([])
    .describe('who may create lots and record over HTTP (docs/lots.md); nobody where empty'),
  partnerBytes: z
    .int()
    .min(1_000_000)
    .default(500_000_000)
    .describe(
      'most bytes that the events of one partner may take; no more of them are taken then, and the page says so from nine tenths on',
    ),
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
