import { idPattern } from '@fieldlapse/contracts';
import { z } from 'zod';
import { referenceCurve } from '../../growth/compare/reference-curve.ts';

const name = z.string().regex(idPattern, 'use 1–32 of a–z, 0–9 and -, starting with a letter or digit');

/** What people choose about measuring; the `analytics` section of the server's configuration. */
export const analyticsConfig = z.strictObject({
  models: z
    .array(
      z.strictObject({
        model: z
          .string()
          .regex(/^(none|[a-z0-9][a-z0-9-]{0,31}(@\d+\.\d+\.\d+)?)$/, 'write none, a name, or name@1.0.0')
          .describe('none, the name of a model (its newest version), or name@version'),
        site: name.optional().describe('only on this farm'),
        camera: name.optional().describe('only on cameras of this name'),
        area: name.optional().describe('only on areas of this name; "roi" is the camera\'s own'),
      }),
    )
    .max(200)
    .default([])
    .describe(
      'which models measure where, besides the indices; where none of these fits, the models that are default by their card',
    ),
  references: z
    .array(referenceCurve)
    .max(100)
    .default([])
    .describe('curves that seasons are held against besides other seasons of the same crop'),
  threads: z.int().min(1).max(16).default(1).describe('pictures that models look at side by side, one core each'),
  concurrency: z.int().min(1).max(8).default(1).describe('cameras measured at the same time'),
  rest: z
    .number()
    .min(0)
    .max(20)
    .default(1)
    .describe('stored frames are measured again with a rest of so many times the work, so that new ones go first'),
});
export type AnalyticsConfig = z.infer<typeof analyticsConfig>;

/** Settings of the service that measures frames. */
export const measureConfig = analyticsConfig.extend({
  host: z.string().optional().describe('MQTT broker whose notices wake the service; it polls where absent'),
  port: z.int().min(1).max(65_535).optional().describe('port of the MQTT broker'),
  clientId: z.string().default('analytics').describe('identity at the MQTT broker'),
  token: z.string().default('').describe('secret of that identity'),
  modelFolders: z
    .array(z.string())
    .default([])
    .describe('folders of <name>/<version>/model.json after those that come with Fieldlapse'),
  lookAgain: z.string().default('10s').describe('how often the folders of models are looked through for changes'),
  pollMs: z.int().min(10).default(1000).describe('how often new frames are looked for without a broker, ms'),
  growthMs: z.int().min(0).default(10_000).describe('shortest real time between two readings of a season, ms'),
});
export type MeasureConfig = z.infer<typeof measureConfig>;
