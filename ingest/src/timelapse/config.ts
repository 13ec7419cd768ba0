import { z } from 'zod';

/** Ticks per second of every film: each allowed frame rate divides it. */
export const filmTimescale = 90_000;

/** Settings of the service that encodes days. */
export const timelapseConfig = z.strictObject({
  host: z.string().optional().describe('MQTT broker whose notices wake the encoder; it polls where absent'),
  port: z.int().min(1).max(65_535).optional().describe('port of the MQTT broker'),
  clientId: z.string().default('timelapse').describe('identity at the MQTT broker'),
  token: z.string().default('').describe('secret of that identity'),
  fps: z
    .int()
    .min(1)
    .max(60)
    .refine((fps) => filmTimescale % fps === 0, 'use a frame rate that divides 90000, such as 10, 12, 24, 25 or 30')
    .default(24)
    .describe('frames per second of the films; a change encodes every day anew'),
  crf: z.int().min(15).max(40).default(23).describe('x264 quality: lower is better and larger'),
  maxSide: z
    .int()
    .min(64)
    .max(4096)
    .default(1280)
    .describe("longest side of a film, pixels; its shape is that of the camera's earliest frame"),
  films: z
    .array(z.enum(['full', 'season']))
    .default(['full', 'season'])
    .describe('films that are kept ready: every frame, and one frame a day'),
  deflicker: z
    .boolean()
    .default(true)
    .describe('the same light in every frame: what flickers is evened out, what lasts stays'),
  stabilise: z.boolean().default(true).describe('small shifts and turns of a camera are undone'),
  minRebuildMs: z.int().min(0).default(2000).describe('shortest real time between two encodings of one day, ms'),
  pollMs: z.int().min(10).default(1000).describe('how often new frames are looked for without a broker, ms'),
  concurrency: z.int().min(1).max(8).default(1).describe('days encoded at the same time'),
  timeLimitMs: z.int().min(100).default(60_000).describe('ffmpeg is killed after this and half a second per frame, ms'),
  stallLimitMs: z.int().min(100).default(30_000).describe('ffmpeg is killed after so long without progress, ms'),
  graceMs: z.int().min(0).default(600_000).describe('replaced segments stay for players that still ask for them, ms'),
});
export type TimelapseConfig = z.infer<typeof timelapseConfig>;

/** Settings of the film reader. */
export const filmReaderConfig = z.strictObject({
  cacheFolder: z.string().optional().describe('where finished MP4 files are kept; a temporary folder where absent'),
  maxCacheBytes: z
    .int()
    .min(0)
    .default(2 * 1024 ** 3)
    .describe('most bytes of finished MP4 files'),
  timeLimitMs: z.int().min(100).default(600_000).describe('ffmpeg is killed after this, ms'),
});
export type FilmReaderConfig = z.infer<typeof filmReaderConfig>;
