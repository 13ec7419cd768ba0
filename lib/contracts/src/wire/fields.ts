import { z } from 'zod';
import {
  bootPattern,
  frameIdPattern,
  idPattern,
  type BootId,
  type CameraName,
  type FrameId,
  type SensorName,
} from '../ids.ts';

const maxTimeMs = Date.UTC(2100, 0, 1);

export const wireVersion = z.literal(1).describe('protocol version');
export const boot = z.string().regex(bootPattern).describe('run of the device') as unknown as z.ZodType<BootId>;
export const frame = z.string().regex(frameIdPattern).describe('frame id') as unknown as z.ZodType<FrameId>;
export const camera = z.string().regex(idPattern).describe('camera name') as unknown as z.ZodType<CameraName>;
export const sensor = z.string().regex(idPattern).describe('sensor name') as unknown as z.ZodType<SensorName>;
/** Far below 2^53, so that a sequence number plus the length of a batch is still exact. */
export const seq = z
  .int()
  .min(0)
  .max(2 ** 48);
export const byteCount = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);
export const utcMs = z.int().min(0).max(maxTimeMs).describe('UTC milliseconds since 1970');
/** 139 years at most: a time that is dated back by it stays a time. */
export const monoMs = z
  .number()
  .min(0)
  .max(2 ** 42)
  .describe('milliseconds since boot');
export const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256 in hex');
export const shortText = z.string().max(500);
/** Where the device's clock comes from; `none` means that `t` is not to be believed. */
export const clockSource = z.enum(['ntp', 'rtc', 'server', 'none']);
export type ClockSource = z.infer<typeof clockSource>;

/** The four clock fields of every record. */
export const stamp = { t: utcMs, mono: monoMs, boot, clk: clockSource };
