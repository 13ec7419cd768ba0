import { z } from 'zod';
import { boot, byteCount, camera, clockSource, monoMs, shortText, utcMs, wireVersion } from './fields.ts';

/** `up/status`, retained; the last will is `{v, online: false, boot}` on the same topic. */
export const status = z.object({
  v: wireVersion,
  online: z.boolean(),
  boot,
  t: utcMs.optional(),
  mono: monoMs.optional(),
  clk: clockSource.optional(),
  version: shortText.optional(),
  spool: z
    .object({
      frames: z.int().min(0),
      frameBytes: z.int().min(0),
      readings: z.int().min(0),
      capacityBytes: z.int().min(0),
      freeBytes: z.int().min(0).optional(),
      thinned: z.int().min(0),
      quarantined: z.int().min(0),
      oldestT: utcMs.optional(),
      error: shortText.optional(),
    })
    .optional(),
  uplink: z
    .object({
      sending: z.object({ camera, bytes: byteCount, sent: byteCount }).optional(),
      kbps: z.number().min(0),
      framesStored: z.int().min(0),
      bytesSent: z.int().min(0),
    })
    .optional(),
  cameras: z
    .array(z.object({ name: camera, lastCaptureT: utcMs.optional(), error: shortText.optional() }))
    .max(64)
    .optional(),
});
export type Status = z.infer<typeof status>;

/** `up/report`, retained: which desired configuration is in force, or why not. */
export const report = z.object({
  v: wireVersion,
  rev: z.int().min(0),
  applied: z.boolean(),
  error: shortText.optional(),
});
export type Report = z.infer<typeof report>;

/** `up/alert`: the device's own alarm. */
export const deviceAlert = z.object({
  v: wireVersion,
  id: z.string().min(1).max(64),
  kind: z.enum(['tamper', 'power', 'card', 'battery', 'camera']),
  t: utcMs,
  mono: monoMs,
  boot,
  clk: clockSource,
  text: shortText.optional(),
});
export type DeviceAlert = z.infer<typeof deviceAlert>;

/** `notice/{kind}`: wakes a reader of the change feed; losing one costs time, never data. */
export const notice = z.object({
  v: wireVersion,
  acceptedSeq: z.int().min(0).optional(),
  camera: camera.optional(),
  day: z.string().optional().describe('local day, YYYY-MM-DD'),
});
export type Notice = z.infer<typeof notice>;
