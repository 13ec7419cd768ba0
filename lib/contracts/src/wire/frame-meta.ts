import { z } from 'zod';
import { byteCount, camera, frame, seq, sha256, shortText, stamp, utcMs, wireVersion } from './fields.ts';

/** Quality numbers and flags of the edge's gate: they never drop a frame, the film and the metrics choose. */
export const frameQuality = z.object({
  luma: z.number().min(0).max(255).describe('mean luminance, DN'),
  darkShare: z.number().min(0).max(1).describe('share of pixels at or below DN 16'),
  brightShare: z.number().min(0).max(1).describe('share of pixels at or above DN 250'),
  sharpness: z.number().min(0).describe('variance of the Laplacian at 320 px width, DN²'),
  flags: z.array(z.enum(['dark', 'bright', 'blurred', 'frozen'])).max(8),
});
export type FrameQuality = z.infer<typeof frameQuality>;

/** `up/frame/{f}/meta`: announces a frame; its chunks follow. */
export const frameMeta = z.object({
  v: wireVersion,
  f: frame,
  camera,
  seq,
  ...stamp,
  bytes: byteCount.min(1).describe('size of the JPEG'),
  sha256,
  width: z.int().min(1).max(65_535).optional(),
  height: z.int().min(1).max(65_535).optional(),
  quality: frameQuality.optional(),
  alert: shortText.optional().describe('the device alarm that this frame belongs to'),
  thinned: z
    .object({ at: utcMs, reason: z.enum(['card-full', 'policy']) })
    .optional()
    .describe('the edge dropped this frame under its thinning policy; no chunks follow'),
});
export type FrameMeta = z.infer<typeof frameMeta>;
