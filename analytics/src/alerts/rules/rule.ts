import {
  alertKinds,
  cameraStateNames,
  derivedQuantityNames,
  deviceStateNames,
  idPattern,
  metricNames,
  quantityNames,
  severities,
} from '@fieldlapse/contracts';
import { durationMs } from '@fieldlapse/runtime';
import { z } from 'zod';

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'use 1–64 of a–z, 0–9 and -');
const name = z.string().regex(idPattern, 'use 1–32 of a–z, 0–9 and -, starting with a letter or digit');
const input = z
  .enum([...quantityNames, ...derivedQuantityNames, ...metricNames, ...cameraStateNames, ...deviceStateNames])
  .describe('quantity of a sensor, derived quantity, metric or state of a camera, or state of a device');

/** A value with hysteresis: true from `raise` on, false again from `clear` on; in between it stays what it was. */
const level = z
  .strictObject({
    of: input,
    above: z.number().optional().describe('true at or above this'),
    below: z.number().optional().describe('true at or below this'),
    clear: z
      .number()
      .optional()
      .describe('false again at or below (of `above`), at or above (of `below`) this; the level itself where absent'),
    unit: z.string().optional().describe("unit that the numbers are meant in; refused where it is not the input's"),
  })
  .describe('a level with hysteresis');
const rate = z.strictObject({
  of: input,
  risesBy: z.number().positive().optional().describe('true where it rises by so much within `within`'),
  fallsBy: z.number().positive().optional().describe('true where it falls by so much within `within`'),
  within: durationMs.describe('the stretch of time'),
});
const absent = z.strictObject({
  of: input.optional().describe('any input of the target where absent'),
  longerThan: durationMs.describe('without a point'),
});
const stuck = z.strictObject({
  of: input,
  longerThan: durationMs.describe('without leaving the band'),
  within: z.number().min(0).describe('width of the band, in its unit'),
});
const implausible = z.strictObject({ of: input });
const disagrees = z.strictObject({
  of: input,
  by: z.number().positive().describe('off the median of its neighbours by more than this'),
  leastNeighbours: z.int().min(1).default(2).describe('sensors of the same quantity on the site, at least'),
});
const unusual = z.strictObject({
  of: input,
  side: z.enum(['above', 'below']),
  quantile: z
    .number()
    .min(0.5)
    .max(0.999)
    .default(0.98)
    .describe('of the values of that hour of the day, over the days before'),
  margin: z.number().min(0).default(0).describe('and so much beyond it, in its unit'),
  days: z
    .int()
    .min(7)
    .max(366)
    .default(30)
    .describe('days of own history that it is learned from, those before the evaluated day'),
  leastDays: z.int().min(3).max(366).default(14).describe('with fewer days it is not learned'),
});
const stage = z.strictObject({
  bbch: z
    .tuple([z.int().min(0).max(99), z.int().min(0).max(99)])
    .optional()
    .describe('first and last BBCH code of the season'),
  daysAfterSowing: z.tuple([z.int(), z.int()]).optional().describe('first and last day'),
});
const hours = z.strictObject({
  from: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write HH:MM')
    .describe('site time'),
  to: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write HH:MM')
    .describe('site time; over midnight where it is earlier'),
});
const sun = z.strictObject({ aboveDeg: z.number().optional(), belowDeg: z.number().optional() });

/** When a rule holds: a tree of conditions. */
export type Condition =
  | { readonly level: z.output<typeof level> }
  | { readonly rate: z.output<typeof rate> }
  | { readonly absent: z.output<typeof absent> }
  | { readonly stuck: z.output<typeof stuck> }
  | { readonly implausible: z.output<typeof implausible> }
  | { readonly disagrees: z.output<typeof disagrees> }
  | { readonly unusual: z.output<typeof unusual> }
  | { readonly stage: z.output<typeof stage> }
  | { readonly hours: z.output<typeof hours> }
  | { readonly sun: z.output<typeof sun> }
  | { readonly rule: string }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

const condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ level }),
    z.strictObject({ rate }),
    z.strictObject({ absent }),
    z.strictObject({ stuck }),
    z.strictObject({ implausible }),
    z.strictObject({ disagrees }),
    z.strictObject({ unusual }),
    z.strictObject({ stage }),
    z.strictObject({ hours }),
    z.strictObject({ sun }),
    z.strictObject({ rule: id.describe('another rule of the file is raised on the same target') }),
    z.strictObject({ all: z.array(condition).min(1).max(16) }),
    z.strictObject({ any: z.array(condition).min(1).max(16) }),
    z.strictObject({ not: condition }),
  ]),
) as z.ZodType<Condition>;

const words = z.strictObject({
  title: z.string().min(1).max(80).describe('what a lock screen shows'),
  what: z.string().min(1).max(300).describe('what happens; {value}, {unit}, {level}, {hours}, {place} are filled in'),
  todo: z.string().min(1).max(300).describe('what to do'),
});

const source = z.string().min(1).max(500);

/** One step of severity: it holds from `raise` on, as the rule's first level does. */
const step = z.strictObject({
  severity: z.enum(severities),
  when: condition.describe('from when on it is that bad'),
  dwell: durationMs.prefault('0s').describe('how long that must hold'),
});

/** A rule as people write it. */
export const alertRule = z.strictObject({
  id: id.describe('the rule, unique in the server'),
  kind: z
    .enum(alertKinds)
    .describe("who acts: crop and animal alerts are the farmer's, equipment ones the technician's"),
  severity: z.enum(severities).describe('how bad it is when it is raised'),
  scope: z
    .enum(['sensor', 'plot', 'site', 'camera', 'device'])
    .default('sensor')
    .describe('what has an alert of its own'),
  only: z
    .strictObject({
      sites: z.array(name).max(100).optional(),
      plots: z.array(name).max(100).optional(),
      sensors: z.array(name).max(100).optional(),
      cameras: z.array(name).max(100).optional(),
      subjects: z
        .array(z.string().min(1).max(120))
        .max(50)
        .optional()
        .describe('crops or herds of the season, in any of their names'),
    })
    .prefault({})
    .describe('where it applies; everywhere where absent'),
  when: condition.describe('from when on it is raised'),
  dwell: durationMs.prefault('0s').describe('how long that must hold'),
  clearDwell: durationMs.prefault('0s').describe('how long it must not hold before it clears'),
  staleAfter: durationMs
    .prefault('3h')
    .describe('a value older than this is not known any more: it neither raises nor clears'),
  steps: z.array(step).max(4).default([]).describe('worse, or less bad, severities'),
  texts: z.strictObject({ vi: words, en: words }),
  source: z
    .union([source, z.strictObject({ vi: source, en: source })])
    .describe('where its numbers come from, in one text for all or in both languages'),
  unverified: z.boolean().default(false).describe('the source was not checked; the text says so'),
  enabled: z.boolean().default(true),
});
export type AlertRule = z.output<typeof alertRule>;
