import { z } from 'zod';
import { idPattern } from './ids.ts';
import { mainArea } from './series/metrics.ts';

const name = z.string().regex(idPattern, 'use 1–32 of a–z, 0–9 and -, starting with a letter or digit');
const localDay = z.iso.date('write a day as YYYY-MM-DD');

/** Where a site says nothing else. */
const defaultTimeZone = 'Asia/Ho_Chi_Minh';

/** True for IANA names, the alias `Asia/Ho_Chi_Minh` included, which `Intl.supportedValuesOf` leaves out. */
function isTimeZone(zone: string): boolean {
  try {
    return /^[A-Za-z]/.test(zone) && new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}

/** A time zone in a configuration file; the default one where absent. */
export const timeZoneName = z
  .string()
  .refine(isTimeZone, 'not an IANA time zone such as Asia/Ho_Chi_Minh')
  .default(defaultTimeZone);

const fraction = z.number().min(0).max(1);
const point = z.tuple([fraction, fraction]);
const rectangle = z.strictObject({
  left: fraction.describe('left side, share of the width'),
  top: fraction.describe('upper side, share of the height'),
  right: fraction.describe('right side, share of the width'),
  bottom: fraction.describe('lower side, share of the height'),
});

/** Which frame of a day the season film takes. */
export const seasonFrameConfig = z.strictObject({
  sunElevationDeg: z.number().min(0).max(90).default(40).describe('elevation of the sun that every day is shown at'),
  half: z.enum(['morning', 'afternoon']).default('morning').describe('half of the day, by the sun'),
});
export type SeasonFrameConfig = z.infer<typeof seasonFrameConfig>;

const polygon = z.array(point).min(3).max(64);

/** A part of a camera's picture that is measured apart. */
export const areaConfig = z
  .strictObject({
    name: name
      .refine((id) => id !== mainArea, `"${mainArea}" is the camera's own roi`)
      .describe('unique in its camera'),
    title: z.string().max(120).optional().describe('what people read; the name where absent'),
    subject: z.string().max(120).optional().describe('crop or herd, where it is not that of the plot'),
    roi: polygon.optional().describe('corners, [x, y] as shares of width and height'),
    mask: z
      .strictObject({
        file: z
          .string()
          .regex(/^[^/\\:]+(\/[^/\\:]+)*\.png$/i, 'a PNG below the data folder, such as masks/bed-1.png')
          .refine((path) => !path.split('/').includes('..'), 'a PNG below the data folder, without ..')
          .describe('PNG in the data folder, drawn over a whole picture of the camera'),
        inside: z.enum(['white', 'black']).default('white').describe('which colour marks the area; PhenoCam: black'),
      })
      .optional()
      .describe('instead of roi: a picture of the area'),
  })
  .refine(({ roi, mask }) => (roi === undefined) !== (mask === undefined), 'give either roi or mask');
export type AreaConfig = z.infer<typeof areaConfig>;

/** How canopy cover by index is read on one camera. */
export const coverConfig = z.strictObject({
  threshold: z
    .enum(['otsu', 'mixed'])
    .default('otsu')
    .describe(
      'otsu: leaves wider than a pixel, as in photos from near; mixed: leaves thinner than one, as of a field from a pole',
    ),
  calibration: z
    .array(point)
    .min(2)
    .max(32)
    .refine(
      (pairs) => pairs.every(([from, to], at) => at === 0 || (from > pairs[at - 1]![0] && to >= pairs[at - 1]![1])),
      'both columns must rise',
    )
    .optional()
    .describe(
      '[measured, true] plant cover of frames of this camera on which somebody drew the plants; straight lines between',
    ),
});
export type CoverConfig = z.infer<typeof coverConfig>;

export const cameraConfig = z.strictObject({
  name: name.describe('the camera, unique in its site'),
  title: z.string().max(120).optional().describe('what people read; the name where absent'),
  plot: name.optional().describe('the plot that it watches'),
  schedule: z.string().optional().describe('cron of the expected captures in site time, for coverage: "0 6-18 * * *"'),
  roi: polygon
    .optional()
    .describe(
      'corners of the crop in the picture, [x, y] as shares of width and height; the whole picture where absent',
    ),
  captions: z
    .array(rectangle)
    .max(8)
    .default([])
    .describe('text that the camera burns into its pictures: never measured, shares of width and height'),
  areas: z
    .array(areaConfig)
    .max(16)
    .refine((areas) => new Set(areas.map((area) => area.name)).size === areas.length, 'two areas have the same name')
    .optional()
    .describe('parts of the picture that are measured apart from roi: beds, pens, varieties'),
  cover: coverConfig.optional().describe('how canopy cover by index is read on this camera'),
  seasonFrame: seasonFrameConfig.prefault({}).describe('which frame of a day the season film takes'),
});
export const sensorConfig = z.strictObject({
  name: name.describe('the sensor, unique in its site'),
  title: z.string().max(120).optional().describe('what people read; the name where absent'),
  plot: name.optional().describe('the plot that it stands in'),
});
const plotConfig = z.strictObject({
  id: name.describe('the plot, unique in its site'),
  title: z.string().max(120).optional().describe('what people read; the id where absent'),
});
export const seasonConfig = z.strictObject({
  id: name.describe('one crop cycle or batch'),
  plot: name.describe('the plot that it grows on'),
  subject: z.string().max(120).describe('crop or herd'),
  sowing: localDay.describe('sowing or start day, site time'),
  end: localDay.optional().describe('harvest or end day; open where absent'),
  baseTempC: z.number().min(-5).max(30).optional().describe('degree days count above this air temperature'),
  stages: z
    .array(
      z.strictObject({
        day: localDay.describe('when it was seen, site time'),
        bbch: z.int().min(0).max(99).describe('BBCH code, such as 21 for tillering'),
      }),
    )
    .max(100)
    .default([])
    .describe('growth stages as seen in the field: the day, and the BBCH code'),
});
export const siteConfig = z.strictObject({
  id: name.describe('the farm'),
  title: z.string().max(120).optional().describe('what people read; the id where absent'),
  timeZone: timeZoneName.describe('IANA time zone: decides the local day'),
  latitude: z.number().min(-90).max(90).optional().describe('degrees north, for the sun'),
  longitude: z.number().min(-180).max(180).optional().describe('degrees east, for the sun'),
  plots: z.array(plotConfig).default([]).describe('fields, ponds and pens'),
  seasons: z.array(seasonConfig).default([]).describe('what grows where, and since when'),
  cameras: z.array(cameraConfig).default([]).describe('cameras, whatever device carries them today'),
  sensors: z.array(sensorConfig).default([]).describe('sensors, whatever device carries them today'),
});
export type SiteConfig = z.infer<typeof siteConfig>;
export type CameraConfig = z.infer<typeof cameraConfig>;
export type SensorConfig = z.infer<typeof sensorConfig>;
export type SeasonConfig = z.infer<typeof seasonConfig>;

/** Time zone of a site; the default one where the configuration does not name the site. */
export function timeZoneOf(sites: readonly SiteConfig[], site: string): string {
  return sites.find(({ id }) => id === site)?.timeZone ?? defaultTimeZone;
}

/** A camera as it is configured; undefined where it is not named there. */
export function cameraConfigOf(sites: readonly SiteConfig[], site: string, camera: string): CameraConfig | undefined {
  return sites.find(({ id }) => id === site)?.cameras.find(({ name }) => name === camera);
}
