import { rm, statfs, writeFile } from 'node:fs/promises';
import { FieldlapseError } from '@fieldlapse/contracts';
import type { Clock, Logger } from '@fieldlapse/runtime';
import type { FrameEntry, FrameStore } from './frames/frame-store.ts';
import type { ThinnedLog } from './frames/thinned-log.ts';
import { chooseThinned } from './frames/thinning.ts';
import type { SpoolLayout } from './layout.ts';

/** The room on the card, and how it is made. */
export interface Card {
  /** What was configured, or less where others have filled the card; bytes. */
  readonly capacity: number;
  readonly free: number;
  /** Frames thinned since the process started. */
  readonly thinnedFrames: number;
  /** Makes room for a frame, thinning where the card is nearly full; throws `SPOOL_FULL`. */
  roomForFrame(bytes: number): Promise<void>;
  /** Makes room for readings, which may take all of the card; throws `SPOOL_FULL`. */
  roomForReadings(): Promise<void>;
  /** Writes; where the card itself is full, thins and tries once more. Throws `SPOOL_FULL`. */
  writing<T>(write: () => Promise<T>): Promise<T>;
}

interface Options {
  readonly layout: SpoolLayout;
  readonly frames: FrameStore;
  readonly thinned: ThinnedLog;
  /** Bytes that the whole spool takes. */
  readonly used: () => number;
  readonly capacityBytes: number;
  readonly mayThin: boolean;
  readonly timeZone: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

const thinAbove = 0.85;
const thinTo = 0.75;
/** What frames may fill; the rest is for readings and alerts. */
const frameShare = 0.9;
const framesPerThinning = 128;
const ballastBytes = 256 * 1024;

export async function openCard(options: Options): Promise<Card> {
  const { layout, frames, used, mayThin } = options;
  let capacity = options.capacityBytes;
  let thinnedFrames = 0;
  let thinning: Promise<void> | undefined;
  await restoreBallast(layout);
  await measure();

  async function measure(): Promise<void> {
    const { bavail, bsize } = await statfs(layout.folder);
    capacity = Math.min(options.capacityBytes, used() + bavail * bsize);
  }

  /** One at a time: frames are chosen evenly from all that are there. */
  function thin(bytesToFree: number): Promise<void> {
    thinning ??= thinNow(bytesToFree).finally(() => (thinning = undefined));
    return thinning;
  }

  async function thinNow(bytesToFree: number): Promise<void> {
    const chosen = chooseThinned(frames.all(), bytesToFree, options.timeZone);
    for (let at = 0; at < chosen.length; at += framesPerThinning) {
      thinnedFrames += await dropFrames(chosen.slice(at, at + framesPerThinning), options);
    }
    await restoreBallast(layout);
  }

  function full(bytes: number): FieldlapseError {
    const [taken, all, wanted] = [used(), capacity, bytes].map((count) => (count / 2 ** 20).toFixed(1));
    return new FieldlapseError('SPOOL_FULL', `card full: ${taken} of ${all} MB used, ${wanted} MB wanted`);
  }

  return {
    get capacity() {
      return Math.floor(capacity);
    },
    get free() {
      return Math.max(0, Math.floor(capacity - used()));
    },
    get thinnedFrames() {
      return thinnedFrames;
    },
    async roomForFrame(bytes) {
      await thinning;
      await measure();
      if (mayThin && used() + bytes > capacity * thinAbove) await thin(used() + bytes - capacity * thinTo);
      if (used() + bytes > capacity * frameShare) throw full(bytes);
    },
    async roomForReadings() {
      if (mayThin && used() > capacity) await thin(used() - capacity * thinTo);
      if (used() > capacity) throw full(0);
    },
    async writing(write) {
      try {
        return await write();
      } catch (error) {
        if (!isCardFull(error)) throw error;
        if (!mayThin) throw full(0);
        await thin(frames.bytes / 10);
        return write().catch((again: unknown) => {
          throw isCardFull(again) ? full(0) : again;
        });
      }
    },
  };
}

/** Logs durably which frames go and why, then deletes them; resolves to how many. */
async function dropFrames(chosen: readonly FrameEntry[], options: Options): Promise<number> {
  const { layout, frames, thinned, clock, logger } = options;
  const heads = await Promise.all(chosen.map(({ f }) => frames.head(f).catch(() => undefined)));
  const why = { at: clock.now(), reason: 'card-full' as const };
  const metas = heads.flatMap((meta) => (meta ? [{ ...meta, thinned: why }] : []));
  if (metas.length === 0) return 0;
  await thinned.add(metas).catch(async (error: unknown) => {
    if (!isCardFull(error)) throw error;
    await rm(layout.ballast, { force: true });
    await thinned.add(metas);
  });
  for (const { f } of metas) await frames.remove(f);
  const span = { from: metas[0]!.t, to: metas.at(-1)!.t };
  logger.warn({ code: 'SPOOL_THINNED', frames: metas.length, ...span }, 'frames thinned');
  return metas.length;
}

/** Best effort: without ballast a thinning on a wholly full card is refused, nothing is lost. */
async function restoreBallast(layout: SpoolLayout): Promise<void> {
  await writeFile(layout.ballast, Buffer.alloc(ballastBytes, 0xff), { flag: 'wx' }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return rm(layout.ballast, { force: true });
    return undefined;
  });
}

/** True where the file system itself has no room. */
export function isCardFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
}
