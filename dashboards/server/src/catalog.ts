import { FieldlapseError, isImportDevice, localDayOf, type SiteConfig } from '@fieldlapse/contracts';
import { openIntakeReader, type FrameRow, type IntakeReader, type RecordsStore } from '@fieldlapse/store';
import type { z } from 'zod';
import type { DeviceAnswer, frame } from './routes/schema/answers.ts';

type FrameAnswer = z.infer<typeof frame>;

/** What one camera has in the store. */
export interface CameraHoldings {
  readonly frames: number;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly latest: FrameAnswer | null;
}

/** A page of a camera's frames, newest first; `before` continues after the last frame of the page before. */
export interface FramePage {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly limit: number;
  readonly before?: { observedAt: number; f: string } | undefined;
}

export interface FramesAround {
  readonly before: FrameAnswer | null;
  readonly after: FrameAnswer | null;
}

/** What the HTTP API asks of intake's records. The answers are empty until intake has made them. */
export interface Catalog {
  /** By camera name. */
  cameras(site: SiteConfig): Promise<Map<string, CameraHoldings>>;
  frames(site: string, camera: string, page: FramePage): Promise<FrameAnswer[]>;
  /** The nearest frames of a camera, at or before a moment and after it. */
  framesAround(site: string, camera: string, at: number): Promise<FramesAround>;
  storedFrame(f: string): Promise<FrameRow | undefined>;
  devices(): Promise<(DeviceAnswer & { site: string })[]>;
  lastAcceptedSeq(): Promise<number>;
  changesAfter: IntakeReader['changesAfter'];
  close(): Promise<void>;
}

// Frames of one camera that share a millisecond; a page boundary among them is found by id.
const maxTies = 50;

/** Opens intake's records read-only at the first question, and tries again while they do not exist. */
export function openCatalog(records: RecordsStore): Catalog {
  let opened: Promise<IntakeReader> | undefined;
  const ask = async <T>(question: (intake: IntakeReader) => Promise<T>, without: T): Promise<T> => {
    try {
      return await question(await (opened ??= openIntakeReader(records)));
    } catch (error) {
      if (!(error instanceof FieldlapseError && error.code === 'RECORDS_MISSING')) throw error;
      opened = undefined;
      return without;
    }
  };
  return {
    cameras: (site) => ask((intake) => camerasOf(intake, site), new Map()),
    frames: (site, camera, page) => ask((intake) => framesOf(intake, site, camera, page), []),
    framesAround: (site, camera, at) =>
      ask((intake) => framesAround(intake, site, camera, at), { before: null, after: null }),
    storedFrame: (f) => ask((intake) => intake.frame(f), undefined),
    devices: () => ask(devicesOf, []),
    lastAcceptedSeq: () => ask((intake) => intake.lastAcceptedSeq(), 0),
    changesAfter: (seq, limit) => ask((intake) => intake.changesAfter(seq, limit), []),
    close: async () => (await opened?.catch(() => undefined))?.close(),
  };
}

async function camerasOf(intake: IntakeReader, { id, timeZone }: SiteConfig): Promise<Map<string, CameraHoldings>> {
  const holdings = new Map<string, CameraHoldings>();
  for (const { site, camera, frames, firstObservedAt, lastObservedAt } of await intake.cameras()) {
    if (site !== id) continue;
    const latest = await intake.latestFrame(site, camera);
    holdings.set(camera, {
      frames,
      firstDay: localDayOf(firstObservedAt, timeZone),
      lastDay: localDayOf(lastObservedAt, timeZone),
      latest: latest ? frameAnswer(latest) : null,
    });
  }
  return holdings;
}

async function framesOf(intake: IntakeReader, site: string, camera: string, page: FramePage): Promise<FrameAnswer[]> {
  const { from = 0, to = Number.MAX_SAFE_INTEGER, limit, before } = page;
  if (!before) return (await intake.frames(site, camera, { from, to, limit, first: 'newest' })).map(frameAnswer);
  const query = { from, to: Math.min(to, before.observedAt + 1), limit: limit + maxTies, first: 'newest' } as const;
  return (await intake.frames(site, camera, query))
    .filter(({ observedAt, f }) => observedAt < before.observedAt || f < before.f)
    .slice(0, limit)
    .map(frameAnswer);
}

async function framesAround(intake: IntakeReader, site: string, camera: string, at: number): Promise<FramesAround> {
  const [before] = await intake.frames(site, camera, { to: at + 1, limit: 1, first: 'newest' });
  const [after] = await intake.frames(site, camera, { from: at + 1, limit: 1 });
  return { before: before ? frameAnswer(before) : null, after: after ? frameAnswer(after) : null };
}

function frameAnswer(row: FrameRow): FrameAnswer {
  const { f, device, observedAt, capturedAt, timeQuality, receivedAt, bytes, width, height, quality } = row;
  const flags = quality === null ? [] : ((JSON.parse(quality) as { flags?: string[] }).flags ?? []);
  return { f, device, observedAt, capturedAt, timeQuality, receivedAt, bytes, width, height, flags };
}

async function devicesOf(intake: IntakeReader): Promise<(DeviceAnswer & { site: string })[]> {
  return (await intake.devices()).map(({ site, device, status, statusAt, report }) => ({
    site,
    device,
    online: status?.online ?? false,
    imports: isImportDevice(device),
    statusAt,
    status,
    configError: report?.applied === false ? (report.error ?? '') : null,
  }));
}
