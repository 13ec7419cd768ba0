import { metricNames, quantityNames } from '@fieldlapse/contracts';
import { z } from 'zod';
import { bbch, publicText, sha256, uri, utcMs } from './fields.ts';

// What the services saw; nobody types it.

const at = utcMs;
const name = z.string().max(32);
const share = z.number().min(0).max(1);

/** Cameras and sensors of a plot, as they stood when the lot began or came to it later. */
const installation = z.strictObject({
  kind: z.literal('installation'),
  at,
  devices: z.array(z.strictObject({ kind: z.enum(['camera', 'sensor']), name })).min(1).max(500), // prettier-ignore
});

/** What one sensor saw in one local day. */
const sensorDay = z.strictObject({
  kind: z.literal('sensorDay'),
  at,
  sensor: name,
  from: utcMs,
  to: utcMs,
  /** Hours of the day with a reading, as a share. */
  coverage: share,
  /** SHA-256 of the points that were summed up. */
  pointsSha256: sha256,
  quantities: z
    .array(
      z.strictObject({
        quantity: z.enum(quantityNames),
        count: z.int().positive(),
        min: z.number(),
        max: z.number(),
        mean: z.number(),
        sDev: z.number().min(0),
      }),
    )
    .min(1),
});

/** An edge of an alert. */
const alert = z.strictObject({
  kind: z.literal('alert'),
  at,
  alert: uri,
  rule: uri,
  /** What people call it, where that names nobody. */
  names: z.strictObject({ vi: publicText, en: publicText }).optional(),
  state: z.enum(['raised', 'severity', 'cleared']),
  severity: publicText,
  /** The sensor's own trouble, no trouble of the crop. */
  equipment: z.boolean(),
  sensor: name.optional(),
  /** In the unit of the rule. */
  value: z.number().optional(),
  threshold: z.number().optional(),
  unit: z.string().max(20).optional(),
});

/** That somebody took an alert on; never who. */
const answer = z.strictObject({
  kind: z.literal('answer'),
  at,
  inResponseTo: uri,
  decision: uri,
  /** What was done. */
  words: publicText.optional(),
});

/** What was measured on one picture. */
const growth = z.strictObject({
  kind: z.literal('growth'),
  at,
  camera: name,
  area: name,
  frame: z.string().max(64),
  frameSha256: sha256,
  method: publicText,
  modelSha256: sha256.optional(),
  values: z
    .array(z.strictObject({ metric: z.enum(metricNames), value: z.number(), uncertainty: z.number().optional() }))
    .min(1),
  bbch: bbch.optional(),
});

/** A film that was published. */
const film = z.strictObject({
  kind: z.literal('film'),
  at,
  attachments: z
    .array(
      z.strictObject({
        role: publicText,
        mediaType: z.string().max(100),
        bytes: z.int().positive(),
        sha256,
      }),
    )
    .min(1)
    .max(20),
});

export const seenFact = z.discriminatedUnion('kind', [installation, sensorDay, alert, answer, growth, film]);
export type SeenFact = z.infer<typeof seenFact>;
