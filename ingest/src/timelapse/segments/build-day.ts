import {
  addDays,
  FieldlapseError,
  sha256Hex,
  startOfLocalDay,
  type ErrorCode,
  type FilmDay,
} from '@fieldlapse/contracts';
import type { Ffmpeg } from '@fieldlapse/ffmpeg';
import { decodeFor, uprightSize } from '@fieldlapse/imaging';
import type { Logger } from '@fieldlapse/runtime';
import type { FrameRow, IntakeReader, Stores } from '@fieldlapse/store';
import type { TimelapseConfig } from '../config.ts';
import { encodeSegment, settingsOf } from './encode.ts';
import type { CameraDayKey, FilmSize, SegmentLedger } from './ledger.ts';
import { initKey, segmentKey, type DirtyDayRow, type SegmentRow } from './tables.ts';

/** What building a day needs. */
export interface DayBuilder {
  readonly config: TimelapseConfig;
  readonly stores: Stores;
  readonly intake: IntakeReader;
  readonly ledger: SegmentLedger;
  readonly ffmpeg: Ffmpeg;
  readonly timeZoneOf: (site: string) => string;
  readonly logger: Logger;
}

interface DayInputs extends CameraDayKey {
  readonly frames: readonly FrameRow[];
  readonly size: FilmSize;
  readonly hash: string;
}

/**
 * Encodes a camera's local day from the frames that intake has now, and commits it. A day whose inputs did not change is
 * left as it is; one without a frame that decodes has no segment. Throws what ffmpeg or the stores throw: the day stays
 * dirty.
 */
export async function buildDay(
  builder: DayBuilder,
  dirty: DirtyDayRow,
  signal: AbortSignal,
): Promise<'built' | 'unchanged'> {
  const { stores, ledger } = builder;
  const frames = await framesOf(builder, dirty);
  const size = frames.length > 0 ? await filmSizeOf(builder, dirty, frames) : undefined;
  const inputs = size && { ...dirty, frames, size, hash: inputHash(builder, size, frames) };
  const old = await ledger.segment(dirty);
  const kept = inputs?.hash === old?.hash && (!old || (await stores.blobs.size(segmentKey(old))) !== undefined);
  const segment = kept ? old : inputs && (await encode(builder, inputs, signal));
  await ledger.commitDay(dirty, segment, Date.now());
  return kept ? 'unchanged' : 'built';
}

function framesOf({ intake, timeZoneOf }: DayBuilder, { site, camera, day }: DirtyDayRow): Promise<FrameRow[]> {
  const zone = timeZoneOf(site);
  return intake.framesOfDay(site, camera, startOfLocalDay(day, zone), startOfLocalDay(addDays(day, 1), zone));
}

function inputHash({ ffmpeg, config }: DayBuilder, size: FilmSize, frames: readonly FrameRow[]): string {
  const shown = frames.map(({ f, observedAt }) => [f, observedAt]);
  const inputs = [ffmpeg.version, settingsOf(config), size.width, size.height, shown];
  return sha256Hex(JSON.stringify(inputs)).slice(0, 32);
}

// So many broken first pictures are passed over; then the size known so far holds, or that of the day at hand.
const sizeCandidates = 16;

/**
 * The camera's film size: that of its earliest frame that decodes, within `maxSide`, even on both sides. It depends on
 * the frames alone, not on the order in which they came.
 */
async function filmSizeOf(
  { config, intake, ledger, stores }: DayBuilder,
  { site, camera }: CameraDayKey,
  ofDay: readonly FrameRow[],
): Promise<FilmSize | undefined> {
  const known = await ledger.filmSize(site, camera);
  const earliest = await intake.frames(site, camera, { limit: sizeCandidates });
  for (const { f, blobKey } of known ? earliest : [...earliest, ...ofDay]) {
    if (f === known?.f) return known;
    try {
      const { width, height } = await uprightSize(await stores.blobs.get(blobKey));
      const scale = Math.min(1, config.maxSide / Math.max(width, height));
      const even = (side: number): number => Math.max(16, 2 * Math.round((side * scale) / 2));
      const size = { width: even(width), height: even(height), f };
      await ledger.setFilmSize(site, camera, size);
      return size;
    } catch (error) {
      if (!cannotBeShown(error)) throw error;
    }
  }
  return known;
}

async function encode(
  builder: DayBuilder,
  { site, camera, day, frames, hash, size: { width, height } }: DayInputs,
  signal: AbortSignal,
): Promise<SegmentRow | undefined> {
  const { config, stores, ffmpeg } = builder;
  const shown: FilmDay['frames'][number][] = [];
  const pictures = picturesOf(builder, frames, { width, height }, shown);
  // ffmpeg makes no film of nothing: look for the first picture before it is started.
  const first = await pictures.next();
  if (first.done) return undefined;
  const timeLimitMs = config.timeLimitMs + frames.length * 500;
  const coding = { fps: config.fps, crf: config.crf, width, height };
  const film = await encodeSegment(withFirst(first.value, pictures), coding, { ffmpeg, timeLimitMs, signal });
  const { fragments, measure } = film;
  const [earliest] = shown;
  if (measure.samples !== shown.length || !earliest) {
    throw new FieldlapseError(
      'BAD_MP4',
      `${site}/${camera} ${day}: ${measure.samples} frames encoded of ${shown.length}`,
    );
  }
  const init = sha256Hex(film.init).slice(0, 32);
  await stores.blobs.put(initKey(init), film.init);
  await stores.blobs.put(segmentKey({ site, camera, day, hash }), fragments);
  return {
    ...{ site, camera, day, hash, init, settings: settingsOf(config), fps: config.fps, width, height },
    ...{ fragments: measure.fragments, ticks: measure.durationTicks, bytes: fragments.length },
    ...{ firstObservedAt: earliest.observedAt, frames: JSON.stringify(shown) },
  };
}

async function* withFirst(first: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

/** Decodes one picture ahead of the encoder; what does not decode is left out and said once per build. */
async function* picturesOf(
  { stores, logger }: DayBuilder,
  frames: readonly FrameRow[],
  { width, height }: Pick<FilmSize, 'width' | 'height'>,
  shown: FilmDay['frames'][number][],
): AsyncGenerator<Uint8Array> {
  const decode = async (frame: FrameRow | undefined): Promise<{ frame: FrameRow; pixels?: Buffer } | undefined> => {
    if (!frame) return undefined;
    try {
      return { frame, pixels: (await decodeFor(await stores.blobs.get(frame.blobKey), width, height)).pixels };
    } catch (error) {
      if (!cannotBeShown(error)) throw error;
      logger.warn({ error, site: frame.site, camera: frame.camera, frame: frame.f }, 'frame left out of the film');
      return { frame };
    }
  };
  const ahead = (index: number): ReturnType<typeof decode> => {
    const decoding = decode(frames[index]);
    decoding.catch(() => {}); // Thrown where it is awaited; a build that ended earlier does not care.
    return decoding;
  };
  let next = ahead(0);
  for (let index = 1; index <= frames.length; index += 1) {
    const current = await next;
    next = ahead(index);
    if (!current?.pixels) continue;
    const { f, observedAt, sha256 } = current.frame;
    shown.push({ f, observedAt, sha256 });
    yield current.pixels;
  }
}

const pictureFaults: readonly ErrorCode[] = [
  'NOT_A_JPEG',
  'JPEG_TRUNCATED',
  'PICTURE_TOO_LARGE',
  'PICTURE_BROKEN',
  'BLOB_MISSING',
];

function cannotBeShown(error: unknown): boolean {
  return error instanceof FieldlapseError && pictureFaults.includes(error.code);
}
