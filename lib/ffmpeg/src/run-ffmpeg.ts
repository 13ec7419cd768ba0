import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { FieldlapseError } from '@fieldlapse/contracts';

/** One run of ffmpeg. */
export interface FfmpegRun {
  readonly ffmpeg: { readonly path: string };
  /** Everything behind `-nostdin -hide_banner -progress …`; list items, never a shell line. */
  readonly args: readonly string[];
  /** Fed to ffmpeg's standard input (`-i pipe:0`) at the speed that it takes it. */
  readonly input?: AsyncIterable<Uint8Array>;
  /** Frames written so far, about twice a second. */
  readonly onProgress?: (frames: number) => void;
  readonly timeLimitMs: number;
  /** Address space that ffmpeg may have, bytes; unlimited where absent. */
  readonly memoryLimitBytes?: number;
  /** Most bytes kept of standard output; more ends the run with `FFMPEG_FAILED`. Default 64 MiB. */
  readonly outputLimitBytes?: number;
  readonly signal?: AbortSignal;
}

const defaultOutputLimitBytes = 64 * 1024 * 1024;
const stderrTailBytes = 4096;

/**
 * Runs ffmpeg and resolves with its standard output. It runs in a process group of its own, which is killed as a whole
 * when the run ends early. Throws `FFMPEG_FAILED` with the end of what ffmpeg said, `FFMPEG_TIMEOUT`, the signal's reason,
 * or what `input` threw.
 */
export async function runFfmpeg(run: FfmpegRun): Promise<Buffer> {
  run.signal?.throwIfAborted();
  const child = spawnLimited(run);
  let stopped: unknown;
  const stop = (reason: unknown): void => {
    if (stopped !== undefined) return;
    stopped = reason;
    killGroup(child);
  };
  const late = new FieldlapseError('FFMPEG_TIMEOUT', `ffmpeg was killed after ${run.timeLimitMs} ms`);
  const timer = setTimeout(stop, run.timeLimitMs, late);
  const abort = (): void => stop(run.signal?.reason);
  run.signal?.addEventListener('abort', abort, { once: true });
  try {
    const output = collect(child.stdout as Readable, run.outputLimitBytes ?? defaultOutputLimitBytes, stop);
    const said = tailOf(child.stderr as Readable);
    reportProgress(child.stdio[3] as Readable, run.onProgress);
    const fed = feed(child.stdin, run.input, stop);
    const ended = await exitOf(child);
    await fed;
    if (stopped !== undefined) throw stopped;
    if (ended !== 0) throw new FieldlapseError('FFMPEG_FAILED', `ffmpeg ended with ${ended}: ${said()}`);
    return Buffer.concat(output);
  } finally {
    clearTimeout(timer);
    run.signal?.removeEventListener('abort', abort);
  }
}

// A detached child leads its own process group, so that a wrapper script's children die with it. The shell sets the memory
// limit and is replaced by ffmpeg; where the limit cannot be set ffmpeg runs without.
function spawnLimited({ ffmpeg, args, input, memoryLimitBytes }: FfmpegRun): ChildProcess {
  const full = ['-nostdin', '-hide_banner', '-progress', 'pipe:3', ...args];
  const options: SpawnOptions = { detached: true, stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe', 'pipe'] };
  if (memoryLimitBytes === undefined) return spawn(ffmpeg.path, full, options);
  const limit = `ulimit -v ${Math.ceil(memoryLimitBytes / 1024)} 2>/dev/null; exec "$0" "$@"`;
  return spawn('/bin/sh', ['-c', limit, ffmpeg.path, ...full], options);
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
  stop: (reason: unknown) => void,
): Promise<void> {
  if (!stdin || !input) return;
  stdin.on('error', () => {});
  const closed = new Promise<void>((resolve) => stdin.once('close', resolve));
  try {
    for await (const bytes of input) {
      if (stdin.destroyed) return;
      if (!stdin.write(bytes)) await Promise.race([new Promise((resolve) => stdin.once('drain', resolve)), closed]);
    }
    stdin.end();
  } catch (inputError) {
    stop(inputError);
  }
}

function collect(stdout: Readable, limitBytes: number, stop: (reason: unknown) => void): Buffer[] {
  const parts: Buffer[] = [];
  let bytes = 0;
  stdout.on('data', (part: Buffer) => {
    bytes += part.length;
    if (bytes <= limitBytes) parts.push(part);
    else stop(new FieldlapseError('FFMPEG_FAILED', `ffmpeg wrote more than ${limitBytes} bytes`));
  });
  stdout.on('error', () => {});
  return parts;
}

/** The last words on standard error, credentials in addresses blotted out. */
function tailOf(stderr: Readable): () => string {
  let tail = '';
  stderr.setEncoding('utf8');
  stderr.on('data', (text: string) => (tail = (tail + text).slice(-stderrTailBytes)));
  stderr.on('error', () => {});
  return () => tail.trim().replaceAll(/:\/\/[^/@\s]*@/g, '://[secret]@') || 'it said nothing';
}

function reportProgress(progress: Readable, onProgress: FfmpegRun['onProgress']): void {
  let rest = '';
  progress.setEncoding('utf8');
  progress.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('frame=')) onProgress?.(Number(line.slice(6)));
  });
  progress.on('error', () => {});
}
