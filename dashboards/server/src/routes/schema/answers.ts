import { quantityNames, status } from '@fieldlapse/contracts';
import { z } from 'zod';

const utcMs = z.int().describe('UTC milliseconds since 1970');
const localDay = z.string().describe('local day of the site, YYYY-MM-DD');

export const frame = z.object({
  f: z.string(),
  device: z.string(),
  observedAt: utcMs,
  capturedAt: utcMs.describe('what the device clock said'),
  timeQuality: z.enum(['measured', 'corrected', 'uncertain']),
  receivedAt: utcMs,
  bytes: z.int(),
  width: z.int(),
  height: z.int(),
  flags: z.array(z.string()).describe('what the quality gate saw: dark, bright, blurred, frozen'),
});
export const framesPage = z.object({
  frames: z.array(frame),
  next: z.string().nullable().describe('`before` of the next page; null at the end'),
});

export const cameraAnswer = z.object({
  name: z.string(),
  title: z.string(),
  plot: z.string().nullable(),
  frames: z.int().describe('stored frames'),
  firstDay: localDay.nullable(),
  lastDay: localDay.nullable(),
  coverage: z.number().nullable().describe('observed over expected captures, 0–1; null where no schedule is known'),
  latest: frame.nullable(),
});
export type CameraAnswer = z.infer<typeof cameraAnswer>;

const season = z.object({
  id: z.string(),
  plot: z.string(),
  subject: z.string(),
  sowing: localDay,
  end: localDay.nullable(),
  baseTempC: z.number().nullable().describe('degree days count above this air temperature'),
  stages: z.array(z.object({ day: localDay, bbch: z.int() })).describe('growth stages as seen in the field'),
});
export const siteAnswer = z.object({
  id: z.string(),
  title: z.string(),
  timeZone: z.string(),
  plots: z.array(z.object({ id: z.string(), title: z.string() })),
  seasons: z.array(season),
  cameras: z.array(cameraAnswer),
});
export type SiteAnswer = z.infer<typeof siteAnswer>;
export const sitesAnswer = z.object({ now: utcMs.describe("the server's clock"), sites: z.array(siteAnswer) });
export type SitesAnswer = z.infer<typeof sitesAnswer>;

export const deviceAnswer = z.object({
  device: z.string(),
  online: z.boolean(),
  imports: z.boolean().describe('existing pictures come from it: it is online only while they are imported'),
  statusAt: utcMs.nullable(),
  status: status.nullable().describe('its last `up/status`'),
  configError: z.string().nullable().describe('why it refused its configuration'),
});
export type DeviceAnswer = z.infer<typeof deviceAnswer>;
export const devicesAnswer = z.object({ now: utcMs, devices: z.array(deviceAnswer) });

const latestReading = z.object({
  sensor: z.string(),
  title: z.string(),
  quantity: z.enum(quantityNames),
  label: z.object({ vi: z.string(), en: z.string() }),
  unit: z.string(),
  t: utcMs,
  value: z.number(),
});
export const latestAnswer = z.object({ now: utcMs, readings: z.array(latestReading) });
export type LatestAnswer = z.infer<typeof latestAnswer>;

export const bucketsAnswer = z.object({
  buckets: z.array(
    z.object({ from: z.number(), to: z.number(), count: z.int(), min: z.number(), max: z.number(), mean: z.number() }),
  ),
});
export type BucketsAnswer = z.infer<typeof bucketsAnswer>;

export const exportAnswer = z.discriminatedUnion('state', [
  z.object({ state: z.literal('building'), done: z.number(), total: z.number() }),
  z.object({ state: z.literal('ready'), bytes: z.int(), url: z.string().describe('relative to the span') }),
]);
export type ExportAnswer = z.infer<typeof exportAnswer>;

export const healthAnswer = z.object({
  status: z.enum(['ok', 'degraded']),
  now: utcMs,
  problems: z.array(z.object({ code: z.string(), title: z.string(), detail: z.string(), message: z.string() })),
});
export type HealthAnswer = z.infer<typeof healthAnswer>;
