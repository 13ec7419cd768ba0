import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FieldlapseError } from '@fieldlapse/contracts';
import { createLogger, sleep, writeFileDurably, type Logger } from '@fieldlapse/runtime';
import { z } from 'zod';

const maxLogBytes = 20e6;

/** Where everything of one server lies; the only place that knows these names. */
export interface DataFolder {
  readonly root: string;
  readonly config: string;
  readonly secrets: string;
  readonly runtime: string;
  readonly demo: string;
  /** Models of one's own: `<name>/<version>/model.json`. */
  readonly models: string;
  /** Spool of an edge node on this machine. */
  readonly edge: (device: string) => string;
  /** Finished MP4 files; may be deleted. */
  readonly films: string;
  /** Films and reports for keeping, and parts of those in the making. */
  readonly exports: string;
  /** Parts of a film that a command makes. */
  readonly commandExports: string;
  readonly log: string;
  /** Transparency log: its files, its keys (secret), its records. */
  readonly traceLog: string;
  readonly traceKeys: string;
  readonly traceRecords: string;
  /** Keys of the bucket that its files may lie in (secret). */
  readonly bucketKeys: string;
  /** Anchor of the log on a chain: key of its account (secret), and what was sent and seen there. */
  readonly anchorKey: string;
  readonly anchorState: string;
  /** Films and papers of lots, by their SHA-256. */
  readonly published: string;
}

/** Makes the folder where it is missing; throws `STORE_UNWRITABLE`. */
export function openDataFolder(path: string): DataFolder {
  const root = resolve(path);
  try {
    mkdirSync(join(root, 'secrets'), { recursive: true, mode: 0o700 });
    accessSync(root, constants.W_OK | constants.X_OK);
    accessSync(join(root, 'secrets'), constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new FieldlapseError('STORE_UNWRITABLE', `${root}: ${(cause as Error).message}`, { cause });
  }
  return {
    root,
    config: join(root, 'fieldlapse.yaml'),
    secrets: join(root, 'secrets'),
    runtime: join(root, 'runtime.json'),
    demo: join(root, 'demo.json'),
    models: modelsIn(root),
    edge: (device) => join(root, 'edge', device),
    films: join(root, 'films'),
    exports: join(root, 'exports'),
    commandExports: join(root, 'exports', 'command'),
    log: join(root, 'fieldlapse.log'),
    traceLog: join(root, 'trace-log'),
    traceKeys: join(root, 'secrets', 'trace-keys.json'),
    traceRecords: join(root, 'records', 'log.sqlite'),
    bucketKeys: join(root, 'secrets', 'bucket-keys.json'),
    anchorKey: join(root, 'secrets', 'anchor-key'),
    anchorState: join(root, 'trace-anchor.json'),
    published: join(root, 'published'),
  };
}

/** Logger of a process on this folder; a log that has grown large is put aside as `.1`, in the place of the last one. */
export function openLog(folder: DataFolder, name: string): Logger {
  if (existsSync(folder.log) && statSync(folder.log).size > maxLogBytes) renameSync(folder.log, `${folder.log}.1`);
  return createLogger({ name, path: folder.log });
}

/**
 * Holds a service of this data folder for one process; the lock ends with the process, however it ends.
 * Throws `ALREADY_RUNNING`.
 */
export function lockService(folder: DataFolder, service: string): () => void {
  mkdirSync(join(folder.root, 'locks'), { recursive: true });
  const lock = new DatabaseSync(join(folder.root, 'locks', `${service}.lock`));
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    throw new FieldlapseError('ALREADY_RUNNING', `${service} is already running on ${folder.root}`, { cause });
  }
  return () => lock.close();
}

/** As {@link lockService}, waiting up to 5 s for whoever holds it. */
export async function lockWhenFree(folder: DataFolder, name: string): Promise<() => void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return lockService(folder, name);
    } catch (error) {
      if (attempt === 100) throw error;
      await sleep(50);
    }
  }
}

const runtimeFile = z.object({
  v: z.literal(1),
  mqtt: z.object({ host: z.string(), port: z.int(), pid: z.int() }).optional(),
  http: z.object({ url: z.string(), pid: z.int() }).optional(),
});
/** Addresses of the running server, for the commands that talk to it. */
export type RuntimeFile = z.infer<typeof runtimeFile>;

/** What runs on this folder now; entries of processes that have ended are left out. */
export function readRuntime(folder: DataFolder): RuntimeFile {
  if (!existsSync(folder.runtime)) return { v: 1 };
  const parsed = runtimeFile.safeParse(JSON.parse(readFileSync(folder.runtime, 'utf8') || '{}'));
  if (!parsed.success) return { v: 1 };
  const { mqtt, http } = parsed.data;
  return { v: 1, ...(mqtt && alive(mqtt.pid) && { mqtt }), ...(http && alive(http.pid) && { http }) };
}

export async function writeRuntime(folder: DataFolder, change: Partial<RuntimeFile>): Promise<void> {
  const next = { ...readRuntime(folder), ...change };
  await writeFileDurably(folder.runtime, `${JSON.stringify(next, null, 2)}\n`, 0o600);
}

/** What the folder takes on the disk, bytes. */
export async function folderBytes(folder: DataFolder): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder.root, { withFileTypes: true, recursive: true })) {
    // Files come and go while we count.
    if (entry.isFile())
      bytes += await stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      );
  }
  return bytes;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Where a data folder keeps models, whether or not there is one: what only reads makes none. */
export function modelsIn(path: string): string {
  return join(resolve(path), 'models');
}
