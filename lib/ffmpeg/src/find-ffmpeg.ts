import { accessSync, constants } from 'node:fs';
import { chmod, copyFile, mkdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { FieldlapseError } from '@fieldlapse/contracts';
import { runFfmpeg } from './run-ffmpeg.ts';

/** An ffmpeg that was run and has what a film needs. */
export interface Ffmpeg {
  readonly path: string;
  /** What it calls itself, such as `5.1.9-0+deb12u1`. */
  readonly version: string;
  readonly origin: 'FFMPEG_PATH' | 'system' | 'bundled';
  readonly encoders: ReadonlySet<string>;
  readonly filters: ReadonlySet<string>;
}

const probeLimitMs = 15_000;

/**
 * The first ffmpeg that runs and has libx264 and the mp4 muxer: `FFMPEG_PATH`, then the one on PATH, then the bundled one.
 * Throws `FFMPEG_MISSING` with what was wrong with each and the line that mends it.
 */
export async function findFfmpeg({ env = process.env }: { env?: NodeJS.ProcessEnv } = {}): Promise<Ffmpeg> {
  const refused: string[] = [];
  for (const { origin, locate } of candidates(env)) {
    const path = await locate();
    if (path === undefined) continue;
    try {
      return { origin, ...(await probeOnce(path)) };
    } catch (error) {
      refused.push(`${origin} (${path}): ${(error as Error).message.split('\n').at(-1)}`);
    }
  }
  const why = refused.length > 0 ? ` ${refused.join('; ')}.` : '';
  throw new FieldlapseError('FFMPEG_MISSING', `No usable ffmpeg.${why} Run: apt-get install ffmpeg`);
}

interface Candidate {
  readonly origin: Ffmpeg['origin'];
  readonly locate: () => Promise<string | undefined> | string | undefined;
}

function candidates(env: NodeJS.ProcessEnv): Candidate[] {
  return [
    { origin: 'FFMPEG_PATH', locate: () => env['FFMPEG_PATH'] || undefined },
    { origin: 'system', locate: () => onPath(env['PATH'] ?? '') },
    { origin: 'bundled', locate: bundled },
  ];
}

function onPath(path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'ffmpeg'))
    .find(executable);
}

/** The optional package's binary; npm installs it without its execute bit, and its folder may belong to somebody else. */
async function bundled(): Promise<string | undefined> {
  const path = bundledPath();
  if (path === undefined || executable(path)) return path;
  try {
    await chmod(path, 0o755);
    return path;
  } catch {
    const copy = join(homedir(), '.cache', 'fieldlapse', 'ffmpeg');
    await mkdir(dirname(copy), { recursive: true, mode: 0o700 });
    await copyFile(path, copy);
    await chmod(copy, 0o700);
    return copy;
  }
}

function bundledPath(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  try {
    const description = createRequire(import.meta.url).resolve('@ffmpeg-installer/linux-x64/package.json');
    return join(dirname(description), 'ffmpeg');
  } catch {
    return undefined;
  }
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const probed = new Map<string, Promise<Omit<Ffmpeg, 'origin'>>>();

/** Probing costs half a second: a binary that has not changed is asked once. */
async function probeOnce(path: string): Promise<Omit<Ffmpeg, 'origin'>> {
  const { mtimeMs, size } = await stat(path);
  const key = `${path} ${mtimeMs} ${size}`;
  const known = probed.get(key);
  if (known) return known;
  const probing = probe(path);
  probed.set(key, probing);
  probing.catch(() => probed.delete(key));
  return probing;
}

async function probe(path: string): Promise<Omit<Ffmpeg, 'origin'>> {
  const ask = async (arg: string): Promise<string> =>
    (await runFfmpeg({ ffmpeg: { path }, args: [arg], timeLimitMs: probeLimitMs })).toString();
  const version = /^ffmpeg version (\S+)/m.exec(await ask('-version'))?.[1];
  if (version === undefined) throw new Error('it is not ffmpeg');
  // Lines such as ` V....D libx264   H.264 …`: flags, then the name.
  const namesOf = (text: string): Set<string> =>
    new Set(text.split('\n').flatMap((line) => /^ [A-Z.|]+ +(\S+) +\S/.exec(line)?.[1] ?? []));
  const encoders = namesOf(await ask('-encoders'));
  if (!encoders.has('libx264')) throw new Error('it has no libx264');
  if (!/^\s+D?E\s+mp4\s/m.test(await ask('-muxers'))) throw new Error('it has no mp4 muxer');
  return { path, version, encoders, filters: namesOf(await ask('-filters')) };
}
