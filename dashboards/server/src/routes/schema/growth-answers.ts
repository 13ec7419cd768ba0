import { metricNames, windowStatistics } from '@fieldlapse/contracts';
import { z } from 'zod';
import { dayValueAnswer, methodAnswer } from './metric-answers.ts';

const localDay = z.string().describe('local day of the site, YYYY-MM-DD');
const dated = z
  .object({ day: localDay, low: localDay, high: localDay })
  .describe('a day with the interval that holds it with a probability of 90 %');
const transitions = z
  .object({ p10: dated.nullable(), p25: dated.nullable(), p50: dated.nullable() })
  .describe('first days at or past 10, 25 and 50 % of the amplitude; null where that was not (yet) seen');

const cycle = z.object({
  start: localDay,
  end: localDay.nullable(),
  kind: z.enum(['ripened', 'cut-green', 'ended', 'open']),
  peak: localDay,
  transitions: z.object({ rising: transitions, falling: transitions }),
  low: z.number(),
  high: z.number(),
  lowAfter: z.number().nullable(),
  harvest: dated.nullable(),
  provisional: z.boolean().describe('true while dates may still move with the coming days'),
  confidence: z.enum(['high', 'fair', 'low']),
});
const fit = z.object({
  cycle: z.int(),
  kind: z.enum(['logistic', 'double-logistic']),
  low: z.number(),
  high: z.number(),
  rise: z.object({ day: localDay, perDay: z.number() }),
  fall: z.object({ day: localDay, perDay: z.number() }).nullable(),
  rmse: z.number(),
  r2: z.number(),
});

const seasonReading = z.object({
  cycles: z.array(cycle),
  curve: z.array(z.object({ day: localDay, value: z.number(), low: z.number(), high: z.number(), seen: z.boolean() })),
  outliers: z.array(z.object({ day: localDay, value: z.number(), reason: z.string() })),
  fits: z.array(fit),
  growthRates: z.array(z.object({ cycle: z.int(), maxPerDay: z.number(), day: localDay })),
  warnings: z.array(z.string()),
});

const unknown = z.object({
  unknown: z
    .enum(['no-heat', 'no-earlier-season', 'no-later-stage', 'no-growth'])
    .describe('why nothing is said: no temperature, no earlier season with stages, no later stage, too cold'),
});
const stage = z.union([z.object({ bbch: z.int(), basis: z.enum(['seen', 'degree-days']), since: localDay }), unknown]);
const forecast = z.union([
  z.object({
    bbch: z.int(),
    day: localDay,
    low: localDay.nullable(),
    high: localDay.nullable(),
    degreeDaysLeft: z.number(),
    seasons: z.int().describe('earlier seasons that it rests on'),
  }),
  unknown,
]);
const comparison = z.object({
  alignment: z.enum(['days-after-sowing', 'degree-days']),
  verdict: z.enum(['behind', 'ahead', 'level', 'unknown']),
  days: z.number().nullable().describe('days by which it is behind; negative: ahead'),
  low: z.number().nullable(),
  high: z.number().nullable(),
  difference: z.number().nullable().describe('its newest value less the middle of the others at the same place'),
  seasons: z.int().describe('seasons and reference curves that it was laid over'),
  references: z.int().default(0).describe('how many of them are reference curves of the configuration'),
});

/** What analytics keeps of a season. */
export const seasonGrowth = z.object({
  statistic: z.enum(windowStatistics),
  sowing: localDay.nullable(),
  reading: seasonReading,
  stage: stage.nullable(),
  forecast: forecast.nullable(),
  comparison: comparison.nullable(),
});

export const growthAnswer = z.object({
  area: z.string(),
  metric: z.enum(metricNames),
  label: z.object({ vi: z.string(), en: z.string() }),
  unit: z.string(),
  method: methodAnswer.omit({ frames: true, metrics: true, newest: true }),
  season: z.string().describe('id of the season; all where none is configured'),
  seasons: z.array(z.string()),
  statistic: z.enum(windowStatistics),
  sowing: localDay.nullable(),
  through: localDay.nullable().describe('the last day that the reading looked at; null before the first reading'),
  days: z.array(dayValueAnswer),
  reading: seasonReading.nullable(),
  stage: stage.nullable().describe('null where no season is configured'),
  forecast: forecast.nullable().describe('the next stage'),
  comparison: comparison
    .nullable()
    .describe('against other seasons and cameras with the same crop, and reference curves'),
  choices: z.array(z.object({ metric: z.enum(metricNames), method: z.string() })).describe('what else can be shown'),
});
export type GrowthAnswer = z.infer<typeof growthAnswer>;
