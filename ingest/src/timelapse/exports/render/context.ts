import type { FilmReader } from '@fieldlapse/contracts';
import type { Ffmpeg, FfmpegRun } from '@fieldlapse/ffmpeg';
import type { FilmExportsConfig } from '../config.ts';

/** What the making of one export needs. */
export interface RenderContext {
  readonly films: FilmReader;
  readonly ffmpeg: Ffmpeg;
  readonly config: FilmExportsConfig;
  /** Parts of this export alone; what lies there under its final name is whole and stays over a crash. */
  readonly folder: string;
  /** UTC ms: a report carries it. */
  readonly orderedAt: number;
  readonly signal: AbortSignal;
  /** Frames done of all that are to be made; `total` may grow. */
  readonly onProgress: (done: number, total: number) => void;
  /** The first `done` frames are whole on disk; `found` where an earlier attempt had made them. */
  readonly onPart: (done: number, found: boolean) => Promise<void>;
}

/** The limits under which every ffmpeg of an export runs. */
export function limitsOf({ ffmpeg, config, signal }: RenderContext): Omit<FfmpegRun, 'args'> {
  const { timeLimitMs, stallLimitMs, memoryLimitBytes, niceness } = config;
  return { ffmpeg, timeLimitMs, stallLimitMs, memoryLimitBytes, niceness, signal };
}
