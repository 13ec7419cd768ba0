import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { FieldlapseError } from '@fieldlapse/contracts';
import { stallWatch, type StallWatch } from './stall-watch.ts';

/** One run of ffmpeg. */
export interface FfmpegRun {
  readonly ffmpeg: { readonly path: string };
  /** Everything behind `-nostdin -hide_banner -progress …`; list items, never a shell line. */
  readonly args: readonly string[];
  /**
   * Fed to ffmpeg's standard input (`-i pipe:0`) at the speed that it takes it; a buffer may be written over once the next
   * one is asked for.
   */
  readonly input?: AsyncIterable<Uint8Array>;
  /** Frames written so far, about twice a second. */
  readonly onProgress?: (frames: number) => void;
  readonly timeLimitMs: number;
  /**
   * Killed after so long without progress: no frame or byte written, no input taken, no output given, while it waited
   * neither for the input nor for its reader. Unlimited where absent.
   */
  readonly stallLimitMs?: number;
  /** Address space that ffmpeg may have, bytes; unlimited where absent. */
  readonly memoryLimitBytes?: number;
  /** How far it steps back behind other programs, 1–19 as in `nice`; 0 where absent. */
  readonly niceness?: number;
  readonly signal?: AbortSignal;
}

/** An ffmpeg that runs in a process group of its own. */
export interface StartedFfmpeg {
  readonly stdout: Readable;
  readonly watch: StallWatch;
  /** Kills the group; `ended` then rejects with the first reason. */
  stop(reason: unknown): void;
  /**
   * Settles once it has ended and its pipes are drained. Rejects with `FFMPEG_FAILED` and the end of what ffmpeg said,
   * `FFMPEG_TIMEOUT`, the signal's reason, or what `input` threw.
   */
  readonly ended: Promise<void>;
}

const stderrTailBytes = 4096;

/** Starts ffmpeg under its limits. Throws the signal's reason where it is aborted already. */
export function startFfmpeg(run: FfmpegRun): StartedFfmpeg {
  run.signal?.throwIfAborted();
  const child = spawnLimited(run);
  let stopped: unknown;
  let over = false; // Its process group may be somebody else's by now.
  const stop = (reason: unknown): void => {
    if (over || stopped !== undefined) return;
    stopped = reason;
    killGroup(child);
  };
  const late = new FieldlapseError('FFMPEG_TIMEOUT', `ffmpeg was killed after ${run.timeLimitMs} ms`);
  const still = new FieldlapseError('FFMPEG_TIMEOUT', `ffmpeg was killed: no progress for ${run.stallLimitMs} ms`);
  const timer = setTimeout(stop, run.timeLimitMs, late);
  const watch = stallWatch(run.stallLimitMs, () => stop(still));
  const abort = (): void => stop(run.signal?.reason);
  run.signal?.addEventListener('abort', abort, { once: true });

  const said = tailOf(child.stderr as Readable);
  reportProgress(child.stdio[3] as Readable, watch, run.onProgress);
  const fed = feed(child.stdin, run.input, watch, stop);
  const end = async (): Promise<void> => {
    const code = await exitOf(child);
    over = true;
    clearTimeout(timer);
    watch.close();
    run.signal?.removeEventListener('abort', abort);
    await fed;
    if (stopped !== undefined) throw stopped;
    if (code !== 0) throw new FieldlapseError('FFMPEG_FAILED', `ffmpeg ended with ${code}: ${said()}`);
  };
  const ended = end();
  ended.catch(() => {}); // Thrown where it is awaited.
  return { stdout: child.stdout as Readable, watch, stop, ended };
}

// A detached child leads its own process group, so that a wrapper script's children die with it. The shell sets the memory
// limit and is replaced by ffmpeg; where the limit cannot be set ffmpeg runs without.
function spawnLimited({ ffmpeg, args, input, memoryLimitBytes, niceness = 0 }: FfmpegRun): ChildProcess {
  const full = ['-nostdin', '-hide_banner', '-progress', 'pipe:3', ...args];
  const options: SpawnOptions = { detached: true, stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe', 'pipe'] };
  if (memoryLimitBytes === undefined && niceness === 0) return spawn(ffmpeg.path, full, options);
  const limit = memoryLimitBytes === undefined ? '' : `ulimit -v ${Math.ceil(memoryLimitBytes / 1024)} 2>/dev/null; `;
  // `nice` sets the whole process before its first thread; a priority set from outside would miss threads started meanwhile.
  const nice = niceness === 0 ? '' : `nice -n ${niceness} `;
  return spawn('/bin/sh', ['-c', `${limit}exec ${nice}"$0" "$@"`, ffmpeg.path, ...full], options);
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
  for (const stream of child.stdio) stream?.destroy();
}

/** Exit code or signal, once the pipes are drained too. */
function exitOf(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'no exit code'));
  });
}

/** Writes the input; that ffmpeg closes its end early is no error here, its exit code tells. */
async function feed(
  stdin: Writable | null,
  input: AsyncIterable<Uint8Array> | undefined,
  watch: StallWatch,
  stop: (reason: unknown) => void,
): Promise<void> {
  if (!stdin || !input) return;
  stdin.on('error', () => {});
  const closed = new Promise<void>((resolve) => stdin.once('close', resolve));
  try {
    for await (const bytes of awaited(input, watch)) {
      if (stdin.destroyed) return;
      await Promise.race([new Promise((resolve) => stdin.write(bytes, resolve)), closed]);
      watch.moved();
    }
    stdin.end();
  } catch (inputError) {
    stop(inputError);
  }
}

/** The input, during whose making ffmpeg is not to blame for waiting. */
async function* awaited(input: AsyncIterable<Uint8Array>, watch: StallWatch): AsyncGenerator<Uint8Array> {
  watch.pause();
  let paused = true;
  try {
    for await (const bytes of input) {
      watch.resume();
      paused = false;
      yield bytes;
      watch.pause();
      paused = true;
    }
  } finally {
    if (paused) watch.resume();
  }
}

/** The last words on standard error, credentials in addresses blotted out. */
function tailOf(stderr: Readable): () => string {
  let tail = '';
  stderr.setEncoding('utf8');
  stderr.on('data', (text: string) => (tail = (tail + text).slice(-stderrTailBytes)));
  stderr.on('error', () => {});
  return () => tail.trim().replaceAll(/:\/\/[^/@\s]*@/g, '://[secret]@') || 'it said nothing';
}

// What moves on only with the work; rates and times of day change also while ffmpeg stands still.
const measures = /^(?:frame|total_size|out_time_us|out_time_ms|dup_frames|drop_frames)=/;

function reportProgress(progress: Readable, watch: StallWatch, onProgress: FfmpegRun['onProgress']): void {
  let rest = '';
  const last = new Map<string, string>();
  progress.setEncoding('utf8');
  progress.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [name = '', value = ''] = line.split('=', 2);
      if (measures.test(line) && last.get(name) !== value) {
        last.set(name, value);
        watch.moved();
      }
      if (name === 'frame') onProgress?.(Number(value));
    }
  });
  progress.on('error', () => {});
}
