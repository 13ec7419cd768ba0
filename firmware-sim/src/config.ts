import { idPattern, quantityNames, timeZoneName } from '@fieldlapse/contracts';
import { z } from 'zod';
import { window } from './faults/window.ts';
import { pictureFault } from './scene/faults/fault.ts';

const name = z.string().regex(idPattern, 'use 1–32 of a–z, 0–9 and -, starting with a letter or digit');
const port = z.int().min(0).max(65_535).default(0).describe('port on 127.0.0.1; 0 takes any free one');

const cameraConfig = z.strictObject({
  name: name.describe('the camera, unique in its site'),
  port,
  width: z.int().min(160).max(3840).default(960).describe('picture width, px'),
  height: z.int().min(120).max(2160).default(540).describe('picture height, px'),
  auth: z
    .enum(['none', 'basic', 'digest-md5', 'digest-sha256'])
    .default('digest-sha256')
    .describe('what the camera asks for'),
  username: z.string().min(1).max(128).default('admin').describe('for basic and digest'),
  password: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .describe('for basic and digest; drawn anew at each start where absent'),
  knocked: z
    .strictObject({
      day: z.number().describe('days after sowing'),
      dx: z.number().min(-30).max(30).describe('picture moves right, px'),
      dy: z.number().min(-30).max(30).describe('picture moves down, px'),
      rotationDeg: z.number().min(-3).max(3).default(0).describe('picture turns clockwise, degrees'),
    })
    .optional()
    .describe('somebody knocks the camera on this day and it stays so'),
  faults: z
    .array(
      z.strictObject({
        kind: z
          .enum(['off', 'timeout', 'error', 'truncated', 'html', 'frozen', 'slow'])
          .describe('no power, no answer, HTTP 500, half a JPEG, a web page, the same picture again, or 5 kB/s'),
        ...window,
      }),
    )
    .max(64)
    .default([])
    .describe('when the camera is sick, and how'),
  pictureFaults: z
    .array(pictureFault)
    .max(256)
    .default([])
    .describe('when its pictures are spoilt, and by what; what happens to the field shows on this camera alone'),
});

const sensorFault = z.strictObject({
  quantity: z.enum(quantityNames).describe('which sensor'),
  kind: z
    .enum(['stuck', 'drift', 'spikes', 'absent'])
    .describe('always the same value, slowly wrong, sometimes absurd, or no answer'),
  driftPerDay: z.number().default(0).describe('for drift: added per day of the fault, in the unit of the quantity'),
  ...window,
});

/** The configuration of a simulated farm. */
export const simConfig = z
  .strictObject({
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .default(1)
      .describe('the same seed gives the same farm, to the byte'),
    latitude: z.number().min(-66).max(66).default(10.03).describe('degrees north'),
    longitude: z.number().min(-180).max(180).default(105.78).describe('degrees east'),
    timeZone: timeZoneName.describe('IANA time zone'),
    sownOn: z.iso.date().describe('local day of sowing; everything grows from its midnight on'),
    cameras: z.array(cameraConfig).max(16).default([]).describe('HTTP snapshot cameras'),
    modbus: z.strictObject({ port }).optional().describe('a Modbus TCP block with all sensors'),
    sensorFaults: z.array(sensorFault).max(64).default([]).describe('when a sensor is sick, and how'),
  })
  .superRefine(({ cameras }, context) => {
    for (const [index, camera] of cameras.entries()) {
      if (cameras.findIndex((one) => one.name === camera.name) === index) continue;
      context.addIssue({ code: 'custom', path: ['cameras', index, 'name'], message: `"${camera.name}" is used twice` });
    }
  });
export type SimConfig = z.infer<typeof simConfig>;
export type SensorFault = z.infer<typeof sensorFault>;

/**
 * One rice field near Cần Thơ: the camera `ruong-lua` with digest authentication, and all sensors; a local day of sowing.
 * A calm season: some foggy mornings, exposure that errs now and then, and three days without power.
 */
export function demoFarmConfig(sownOn: string): SimConfig {
  const fog = [8, 19, 20, 37, 55, 71, 90].map((day, index) => {
    return { kind: 'fog', visibilityM: 110 + 60 * (index % 3), fromDay: day + 4 / 24, toDay: day + 10.5 / 24 };
  });
  const steps = [13, 26.5, 48.5, 63, 82.5, 99].map((day, index) => {
    return { kind: 'exposure', ev: index % 2 === 0 ? -0.35 : 0.3, fromDay: day, toDay: day + 0.5 };
  });
  const camera = {
    name: 'ruong-lua',
    faults: [{ kind: 'off', fromDay: 61, toDay: 64 }],
    pictureFaults: [...fog, ...steps],
  };
  return simConfig.parse({ seed: 7, sownOn, cameras: [camera], modbus: {} });
}
