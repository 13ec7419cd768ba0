import { metricNames } from '@fieldlapse/contracts';
import { z } from 'zod';

const utcMs = z.int().describe('UTC milliseconds since 1970');
const localDay = z.string().describe('local day of the site, YYYY-MM-DD');
const words = z.object({ vi: z.string(), en: z.string() });
const reason = z.object({ reason: z.string(), label: words, frames: z.int() });

const value = z.object({
  t: utcMs,
  value: z.number(),
  uncertainty: z.number().nullable().describe('half the width of what the value may as well be'),
});
const metric = z.object({
  metric: z.enum(metricNames),
  label: words,
  unit: z.string(),
  latest: value.nullable().describe('the newest value; older than the newest frame where that one has none'),
});
export const methodAnswer = z.object({
  method: z.string().describe('name and version: values of two versions are kept apart'),
  kind: z.enum(['index', 'model']),
  title: words,
  experimental: z.boolean(),
  validated: z.boolean().describe('whether its accuracy was measured on what grows here'),
  accuracy: z.record(z.string(), z.unknown()).describe('as measured, by its card'),
  licence: z.string().nullable(),
  attribution: z.string().nullable(),
  frames: z.int(),
  metrics: z.array(metric),
  newest: z
    .object({ f: z.string(), t: utcMs, withheld: z.record(z.string(), words) })
    .nullable()
    .describe('the newest frame, and why metrics of it are withheld'),
});
export type MethodAnswer = z.infer<typeof methodAnswer>;

export const metricsAnswer = z.object({
  now: utcMs,
  areas: z.array(
    z.object({
      area: z.string(),
      title: z.string().nullable(),
      subject: z.string().nullable().describe('what grows or lives there'),
      methods: z.array(methodAnswer),
    }),
  ),
  progress: z
    .object({ done: z.int(), total: z.int(), finished: z.boolean() })
    .nullable()
    .describe('stored frames that are measured as is wanted now'),
  refused: z.array(z.object({ name: z.string(), version: z.string(), code: z.string(), message: z.string() })),
});
export type MetricsAnswer = z.infer<typeof metricsAnswer>;

export const metricValuesAnswer = z.object({
  label: words,
  unit: z.string(),
  values: z.array(value.extend({ f: z.string() })),
  withheld: z.array(z.object({ f: z.string(), t: utcMs, reason: z.string() })),
  reasons: z.array(reason).describe('how many frames have no value, by reason'),
  next: utcMs.nullable().describe('`from` of the next page; null at the end'),
});
export type MetricValuesAnswer = z.infer<typeof metricValuesAnswer>;

export const dayValueAnswer = z.object({
  day: localDay,
  value: z.number().nullable().describe('null where no frame of the day has one'),
  frames: z.int().describe('frames behind the value'),
  withheld: z.array(reason),
});
export const metricDaysAnswer = z.object({ label: words, unit: z.string(), days: z.array(dayValueAnswer) });
export type MetricDaysAnswer = z.infer<typeof metricDaysAnswer>;
