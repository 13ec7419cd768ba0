import { z } from 'zod';
import { idPattern, quantityNames, timeZoneName } from '@fieldlapse/contracts';
import { durationMs } from '@fieldlapse/runtime';
import { cronProblem } from './capture/schedule.ts';

const name = z.string().regex(idPattern, 'use 1–32 of a–z, 0–9 and -, starting with a letter or digit');
const port = z.int().min(1).max(65_535);
const duration = durationMs.refine((ms) => ms > 0, 'must be longer than 0');
const cron = z.string().superRefine((pattern, context) => {
  const problem = cronProblem(pattern);
  if (problem) context.addIssue({ code: 'custom', message: problem });
});
const degrees = z.number().min(-90).max(90);

const windowed = z
  .strictObject({
    cron: cron.optional().describe('captures in site time: "0 6-18 * * *"; this or `every`'),
    every: duration.optional().describe('captures at this interval: 15m; this or `cron`'),
    sunAbove: degrees
      .optional()
      .describe('only while the sun stands at least so high, degrees; needs latitude and longitude'),
    sunBelow: degrees.optional().describe('only while the sun stands at most so high, degrees'),
  })
  .refine((schedule) => (schedule.cron === undefined) !== (schedule.every === undefined), 'give either cron or every');

export const captureSchedule = z
  .union([cron, windowed])
  .describe('cron in site time, or an interval; with a window of sun elevation where wanted');
export type CaptureSchedule = z.infer<typeof captureSchedule>;

const httpSnapshot = z.strictObject({
  name: name.describe('the camera, unique in its site'),
  driver: z.literal('http-snapshot').describe('fetches a JPEG from a URL'),
  url: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
    .describe('address of the snapshot'),
  username: z.string().max(128).optional().describe('for basic or digest authentication'),
  password: z.string().max(256).optional().describe('kept out of logs and errors'),
  timeout: duration.prefault('10s').describe('longest wait for a whole picture'),
  schedule: captureSchedule,
});
const rtsp = z.strictObject({
  name: name.describe('the camera, unique in its site'),
  driver: z.literal('rtsp').describe('takes one frame from a stream, through ffmpeg'),
  url: z
    .url({ protocol: /^rtsps?$/, error: 'must be an rtsp:// address' })
    .describe('address of the stream; credentials in it stay out of logs'),
  timeout: duration.prefault('20s').describe('longest wait for a frame'),
  schedule: captureSchedule,
});
const folder = z.strictObject({
  name: name.describe('the camera, unique in its site'),
  driver: z.literal('folder').describe('takes JPEG files that something else drops into a folder, an FTP camera say'),
  path: z.string().min(1).describe('the folder'),
  pattern: z.string().min(1).default('*.jp{e,}g').describe('glob of file names in it'),
  keep: z.boolean().default(false).describe('move pictures into done/ once they are spooled; deleted where false'),
  schedule: captureSchedule.prefault({ every: '10s' }).describe('when to look into the folder'),
});
export const cameraSettings = z.discriminatedUnion('driver', [httpSnapshot, rtsp, folder]);
export type CameraSettings = z.infer<typeof cameraSettings>;

export const registerSettings = z.strictObject({
  quantity: z.enum(quantityNames).describe('what the register measures'),
  address: z.int().min(0).max(65_535).describe('register address, from 0'),
  kind: z.enum(['holding', 'input']).default('holding').describe('function code 3 or 4'),
  type: z
    .enum(['int16', 'uint16', 'int32', 'float32'])
    .default('int16')
    .describe('two registers for 32 bits, high word first'),
  scale: z.number().default(1).describe('value = raw × scale + offset'),
  offset: z.number().default(0).describe('value = raw × scale + offset'),
});
export type RegisterSettings = z.infer<typeof registerSettings>;

export const sensorSettings = z.strictObject({
  name: name.describe('the sensor, unique in its site'),
  driver: z.literal('modbus-tcp').describe('reads registers over Modbus TCP'),
  host: z.string().min(1).describe('address of the sensor block'),
  port: port.default(502).describe('TCP port'),
  unitId: z.int().min(0).max(255).default(1).describe('Modbus unit'),
  timeout: duration.prefault('3s').describe('longest wait for one register'),
  registers: z.array(registerSettings).min(1).max(64).describe('what is read'),
  every: duration.prefault('5m').describe('interval of the readings'),
});
export type SensorSettings = z.infer<typeof sensorSettings>;

export const gateSettings = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe('measure each frame and flag dark, bright, blurred and frozen ones; none is dropped'),
});

/** The configuration of an edge node. */
export const edgeConfig = z
  .strictObject({
    site: name.describe('the farm'),
    device: name.describe('this node; also its MQTT client id'),
    timeZone: timeZoneName.describe('IANA time zone of cron schedules and local days'),
    latitude: z.number().min(-90).max(90).optional().describe('degrees north, for the sun'),
    longitude: z.number().min(-180).max(180).optional().describe('degrees east, for the sun'),
    server: z
      .strictObject({
        host: z.string().min(1).describe('address of the MQTT broker'),
        port: port.default(1883).describe('port of the MQTT broker'),
        token: z.string().min(1).optional().describe('credential of this device; this or `tokenFile`'),
        tokenFile: z.string().min(1).optional().describe('file that holds the credential'),
      })
      .refine(
        ({ token, tokenFile }) => (token === undefined) !== (tokenFile === undefined),
        'give either token or tokenFile',
      )
      .describe('where frames and readings go'),
    cameras: z.array(cameraSettings).max(64).default([]).describe('what captures frames'),
    sensors: z.array(sensorSettings).max(64).default([]).describe('what gives readings'),
    spool: z
      .strictObject({
        capacityMb: z
          .number()
          .min(1)
          .default(8192)
          .describe('most that the spool takes on the card; 10 % of it is for readings and alerts'),
      })
      .prefault({})
      .describe('what waits on the card until the server has it'),
    uplink: z
      .strictObject({
        maxKbps: z
          .number()
          .positive()
          .optional()
          .describe('cap of the sending rate in kbit/s, protocol included; none where absent'),
        window: z.int().min(1).max(64).default(8).describe('most chunks under way'),
        reconnectSpread: duration
          .prefault('120s')
          .describe('first wait after the server closed, uniform in this: a restarted server is not stormed'),
      })
      .prefault({})
      .describe('how it is sent'),
    gate: gateSettings.prefault({}).describe('quality gate'),
    status: z
      .strictObject({ every: duration.prefault('5s').describe('interval of the status message while connected') })
      .prefault({})
      .describe('what the node says about itself'),
  })
  .superRefine((config, context) => {
    for (const kind of ['cameras', 'sensors'] as const) {
      const names = config[kind].map((entry) => entry.name);
      for (const [index, entry] of names.entries()) {
        if (names.indexOf(entry) === index) continue;
        context.addIssue({ code: 'custom', path: [kind, index, 'name'], message: `"${entry}" is used twice` });
      }
    }
    if (config.latitude !== undefined && config.longitude !== undefined) return;
    for (const [index, { schedule }] of config.cameras.entries()) {
      if (!needsSun(schedule)) continue;
      context.addIssue({
        code: 'custom',
        path: ['cameras', index, 'schedule'],
        message: 'a sun window needs latitude and longitude',
      });
    }
  });
export type EdgeConfig = z.infer<typeof edgeConfig>;

/** True where the schedule depends on the sun's elevation. */
export function needsSun(schedule: CaptureSchedule): boolean {
  return typeof schedule !== 'string' && (schedule.sunAbove !== undefined || schedule.sunBelow !== undefined);
}
