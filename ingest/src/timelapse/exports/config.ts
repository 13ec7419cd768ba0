import { z } from 'zod';

const gib = 1024 ** 3;

/** Settings of the service that makes films and reports for keeping. */
export const filmExportsConfig = z.strictObject({
  folder: z.string().describe('where exports and their unfinished parts are kept'),
  publishedFolder: z
    .string()
    .optional()
    .describe('where films that everybody may see are kept by their SHA-256; none can be ordered where absent'),
  maxBytes: z
    .int()
    .min(0)
    .default(4 * gib)
    .describe('most bytes of finished exports; the ones asked for longest ago go first'),
  keepMs: z
    .int()
    .min(3_600_000)
    .default(7 * 24 * 3_600_000)
    .describe('a finished export goes so long after it was last asked for, ms'),
  maxWaiting: z.int().min(1).max(1000).default(8).describe('exports that may wait for their turn'),
  threads: z.int().min(1).max(16).default(1).describe('threads of each ffmpeg'),
  niceness: z.int().min(0).max(19).default(19).describe('how far ffmpeg steps back behind capture and intake'),
  memoryLimitBytes: z
    .int()
    .min(gib / 4)
    .default(3 * gib)
    .describe('address space of each ffmpeg, bytes'),
  chunkFrames: z.int().min(1).max(2000).default(240).describe('frames that a crash costs at most'),
  timeLimitMs: z.int().min(100).default(1_800_000).describe('ffmpeg is killed after this for one part, ms'),
  stallLimitMs: z.int().min(100).default(60_000).describe('ffmpeg is killed after so long without progress, ms'),
  attempts: z.int().min(1).max(20).default(5).describe('how often a part is tried before the export fails'),
  retryMs: z.int().min(1).default(2000).describe('wait before the second attempt; it doubles with each, ms'),
  minFreeBytes: z
    .int()
    .min(0)
    .default(gib / 4)
    .describe('free disk that exports leave to capture and intake, bytes'),
});
export type FilmExportsConfig = z.infer<typeof filmExportsConfig>;
