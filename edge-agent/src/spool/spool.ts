import { mkdir, rm } from 'node:fs/promises';
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
import { isCardFull, openCard } from './card.ts';
import { bytesOnCard, openFrames, type FrameEntry, type FrameStore } from './frames/frame-store.ts';
import { spoolLayout, type SpoolLayout } from './layout.ts';
import { openQuarantine } from './quarantine.ts';
import { openReadings, type ReadingLog } from './readings/reading-log.ts';
import { openThinnedLog, type ThinnedLog } from './frames/thinned-log.ts';

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

const quarantineShare = 0.02;

export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { logger, device } = options;
  const layout = spoolLayout(options.folder);
  await makeFolders(layout);
  const quarantine = await openQuarantine(layout.quarantine, options.capacityBytes * quarantineShare, logger);
  const boot = await nextBoot(layout).catch(async (error: unknown) => {
    if (!isCardFull(error)) throw error;
    await rm(layout.ballast, { force: true }); // a card that is full must not keep the node from starting
    return nextBoot(layout);
  });
  const frames = await openFrames(layout, quarantine);
  const readings = await openReadings(layout, boot, quarantine, logger);
  const thinned = await openThinnedLog(layout.thinned);
  let seq = 0;
  let frameFault: string | undefined;
  let readingFault: string | undefined;
  for (const { f } of thinned.unacknowledged()) await frames.remove(f); // a thinning that a power cut interrupted
  const used = () => frames.bytes + readings.bytes + thinned.bytes + quarantine.bytes;
  const card = await openCard({ ...options, layout, frames, thinned, used });

  function metaOf(frame: FrameToSpool): FrameMeta {
    const { jpeg, capturedAt, imported, ...rest } = frame;
    const sha256 = sha256Hex(jpeg);
    const of = imported ? { boot: 'import' as BootId, seq: capturedAt } : { boot, seq: (seq += 1) };
    const f = frameIdOf({ device, camera: frame.camera, sha256, ...of });
    return { v: 1, f, ...of, ...rest, t: capturedAt, bytes: jpeg.length, sha256 };
  }

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
        await card.roomForFrame(bytesOnCard(meta.bytes + 1024));
        const entry = await card.writing(() => frames.add(meta, frame.jpeg));
        frameFault = undefined;
        return entry;
      } catch (error) {
        frameFault = faultText(error);
        throw error;
      }
    },
    async append(values) {
      try {
        await card.roomForReadings();
        await card.writing(() => readings.append(values));
        readingFault = undefined;
      } catch (error) {
        readingFault = faultText(error);
        throw error;
      }
    },
    state() {
      const error = frameFault ?? readingFault;
      return {
        frames: frames.count,
        frameBytes: frames.bytes,
        readings: readings.count,
        capacityBytes: card.capacity,
        freeBytes: card.free,
        thinned: card.thinnedFrames,
        quarantined: quarantine.count,
        ...(frames.oldestT !== undefined && { oldestT: frames.oldestT }),
        ...(error !== undefined && { error }),
      };
    },
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

function faultText(error: unknown): string {
  const { code = 'INTERNAL', message } = error as Error & { code?: string };
  return `${code}: ${message}`.slice(0, 500);
}
