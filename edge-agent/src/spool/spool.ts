import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import {
  FieldlapseError,
  frameIdOf,
  sha256Hex,
  type BootId,
  type CameraName,
  type ClockSource,
  type DeviceId,
  type FrameMeta,
  type FrameQuality,
  type Reading,
  type Status,
} from '@fieldlapse/contracts';
import { syncFolder, type Clock, type Logger } from '@fieldlapse/runtime';
import { nextBoot } from './boot.ts';
import { bytesOnCard, openFrames, type FrameEntry, type FrameStore } from './frames/frame-store.ts';
import { spoolLayout, type SpoolLayout } from './layout.ts';
import { openQuarantine } from './quarantine.ts';
import { openReadings, type ReadingLog } from './readings/reading-log.ts';
import { openThinnedLog, type ThinnedLog } from './frames/thinned-log.ts';
import { chooseThinned } from './frames/thinning.ts';

/** A picture to be recorded; `capturedAt` in UTC ms, `mono` in ms since boot. */
export interface FrameToSpool {
  readonly camera: CameraName;
  readonly jpeg: Buffer;
  readonly capturedAt: number;
  readonly mono: number;
  readonly clk: ClockSource;
  readonly width?: number;
  readonly height?: number;
  readonly quality?: FrameQuality;
  readonly alert?: string;
  /** The id follows from picture and time alone, so that recording the same picture twice is one frame. */
  readonly imported?: boolean;
}

/** Store and forward: what is recorded stays until the server has it durably, or until a thinning has logged it. */
export interface Spool {
  readonly boot: BootId;
  readonly frames: FrameStore;
  readonly readings: ReadingLog;
  readonly thinned: ThinnedLog;
  /** Resolves only when the frame is durable; throws `SPOOL_FULL`. Thins first where the card is nearly full. */
  put(frame: FrameToSpool): Promise<FrameEntry>;
  /** Resolves only when the readings are durable. */
  append(readings: readonly Reading[]): Promise<void>;
  state(): NonNullable<Status['spool']>;
  close(): Promise<void>;
}

export interface SpoolOptions {
  readonly folder: string;
  readonly device: DeviceId;
  /** Decides the local day that thinning spares the ends of. */
  readonly timeZone: string;
  readonly capacityBytes: number;
  /** False for imports: they wait instead. */
  readonly mayThin: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

const thinAbove = 0.85;
const thinTo = 0.75;
/** What frames may take; the rest is for readings and alerts. */
const frameShare = 0.9;
const framesPerThinning = 128;
const ballastBytes = 256 * 1024;
const quarantineShare = 0.02;

export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { clock, logger, device } = options;
  const layout = spoolLayout(options.folder);
  await makeFolders(layout);
  const quarantine = await openQuarantine(layout.quarantine, options.capacityBytes * quarantineShare, logger);
  const boot = await nextBoot(layout).catch(async (error: unknown) => {
    if (!isFull(error)) throw error;
    await rm(layout.ballast, { force: true }); // a card that is full must not keep the node from starting
    return nextBoot(layout);
  });
  const frames = await openFrames(layout, quarantine);
  const readings = await openReadings(layout, boot, quarantine, logger);
  const thinned = await openThinnedLog(layout.thinned);
  let seq = 0;
  let thinnedCount = 0;
  let fault: string | undefined;
  let capacity = options.capacityBytes;
  let thinning: Promise<void> | undefined;

  const used = () => frames.bytes + readings.bytes + thinned.bytes + quarantine.bytes;

  /** Capacity is what was configured, or less where others have filled the card. */
  async function measureCapacity(): Promise<void> {
    const { bavail, bsize } = await statfs(layout.folder);
    capacity = Math.min(options.capacityBytes, used() + bavail * bsize);
  }

  async function makeRoom(bytes: number): Promise<void> {
    await thinning;
    await measureCapacity();
    if (options.mayThin && used() + bytes > capacity * thinAbove) await thin(used() + bytes - capacity * thinTo);
    if (used() + bytes > capacity * frameShare) {
      const megabytes = (count: number) => (count / 2 ** 20).toFixed(1);
      throw new FieldlapseError(
        'SPOOL_FULL',
        `card full: ${megabytes(used())} of ${megabytes(capacity)} MB used, no room for a frame of ${megabytes(bytes)} MB`,
      );
    }
  }

  /** One at a time: frames are chosen evenly from all that are there. */
  function thin(bytesToFree: number): Promise<void> {
    thinning ??= thinNow(bytesToFree).finally(() => (thinning = undefined));
    return thinning;
  }

  async function thinNow(bytesToFree: number): Promise<void> {
    const chosen = chooseThinned(frames.all(), bytesToFree, options.timeZone);
    for (let at = 0; at < chosen.length; at += framesPerThinning) {
      await dropFrames(chosen.slice(at, at + framesPerThinning));
    }
    await restoreBallast(layout);
  }

  /** Logs durably which frames go and why, then deletes them. */
  async function dropFrames(chosen: readonly FrameEntry[]): Promise<void> {
    const heads = await Promise.all(chosen.map(({ f }) => frames.head(f).catch(() => undefined)));
    const why = { at: clock.now(), reason: 'card-full' as const };
    const metas = heads.flatMap((meta) => (meta ? [{ ...meta, thinned: why }] : []));
    if (metas.length === 0) return;
    await thinned.add(metas).catch(async (error: unknown) => {
      if (!isFull(error)) throw error;
      await rm(layout.ballast, { force: true });
      await thinned.add(metas);
    });
    for (const { f } of metas) await frames.remove(f);
    thinnedCount += metas.length;
    logger.warn(
      { code: 'SPOOL_THINNED', frames: metas.length, from: metas[0]!.t, to: metas.at(-1)!.t },
      'frames thinned',
    );
  }

  /** Writes; where the card itself is full, thins by a tenth and tries once more. */
  async function writing<T>(write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      if (!isFull(error) || !options.mayThin) throw asSpoolFull(error);
      await thin(frames.bytes / 10);
      return write().catch((again: unknown) => {
        throw asSpoolFull(again);
      });
    }
  }

  function metaOf(frame: FrameToSpool): FrameMeta {
    const { jpeg, capturedAt, imported, ...rest } = frame;
    const sha256 = sha256Hex(jpeg);
    const of = imported ? { boot: 'import' as BootId, seq: capturedAt } : { boot, seq: (seq += 1) };
    const f = frameIdOf({ device, camera: frame.camera, sha256, ...of });
    return { v: 1, f, ...of, ...rest, t: capturedAt, bytes: jpeg.length, sha256 };
  }

  for (const { f } of thinned.unacknowledged()) await frames.remove(f); // a thinning that a power cut interrupted
  await restoreBallast(layout);
  await measureCapacity();

  return {
    boot,
    frames,
    readings,
    thinned,
    async put(frame) {
      const meta = metaOf(frame);
      const known = frames.get(meta.f);
      if (known) return known;
      try {
        await makeRoom(bytesOnCard(meta.bytes + 1024));
        const entry = await writing(() => frames.add(meta, frame.jpeg));
        fault = undefined;
        return entry;
      } catch (error) {
        fault = faultText(error);
        throw error;
      }
    },
    async append(values) {
      try {
        if (options.mayThin && used() > capacity) await thin(used() - capacity * thinTo);
        if (used() > capacity) throw new FieldlapseError('SPOOL_FULL', 'card full, although frames were thinned');
        await writing(() => readings.append(values));
      } catch (error) {
        fault = faultText(error);
        throw error;
      }
    },
    state: () => ({
      frames: frames.count,
      frameBytes: frames.bytes,
      readings: readings.count,
      capacityBytes: Math.floor(capacity),
      freeBytes: Math.max(0, Math.floor(capacity - used())),
      thinned: thinnedCount,
      quarantined: quarantine.count,
      ...(frames.oldestT !== undefined && { oldestT: frames.oldestT }),
      ...(fault !== undefined && { error: fault }),
    }),
    close: () => readings.close(),
  };
}

/** Throws `STORE_UNWRITABLE`. */
async function makeFolders(layout: SpoolLayout): Promise<void> {
  try {
    for (const folder of [...layout.shards, layout.readings, layout.thinned, layout.quarantine]) {
      await mkdir(folder, { recursive: true });
    }
    await syncFolder(layout.frames);
    await syncFolder(layout.folder);
  } catch (cause) {
    throw new FieldlapseError('STORE_UNWRITABLE', `spool ${layout.folder}: ${(cause as Error).message}`, { cause });
  }
}

/** Best effort: without ballast a thinning on a wholly full card is refused, nothing is lost. */
async function restoreBallast(layout: SpoolLayout): Promise<void> {
  await writeFile(layout.ballast, Buffer.alloc(ballastBytes, 0xff), { flag: 'wx' }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return rm(layout.ballast, { force: true });
    return undefined;
  });
}

function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function faultText(error: unknown): string {
  const { code = 'INTERNAL', message } = error as Error & { code?: string };
  return `${code}: ${message}`.slice(0, 500);
}

function asSpoolFull(error: unknown): unknown {
  if (!isFull(error)) return error;
  return new FieldlapseError('SPOOL_FULL', 'the card is full to the last byte', { cause: error });
}
