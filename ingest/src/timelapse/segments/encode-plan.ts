import { FieldlapseError, sha256Hex } from '@fieldlapse/contracts';
import type { Ffmpeg } from '@fieldlapse/ffmpeg';
import { decodeFor, applyTone, toneCurve, warpPicture, type RgbPicture } from '@fieldlapse/imaging';
import type { Logger } from '@fieldlapse/runtime';
import type { Stores } from '@fieldlapse/store';
import type { TimelapseConfig } from '../config.ts';
import { gapCard } from '../drawing/index.ts';
import { cannotBeShown } from '../pictures/picture-faults.ts';
import { cardSec } from './plan/cards.ts';
import { encodeSegment } from './encode.ts';
import { shownFrame, type PlannedFrame, type SegmentPlan } from './plan/plan.ts';
import {
  initKey,
  segmentKey,
  type Gap,
  type HeadCard,
  type InnerCard,
  type SegmentRow,
  type ShownFrame,
} from './tables.ts';

export interface EncodeParts {
  readonly config: TimelapseConfig;
  readonly stores: Stores;
  readonly ffmpeg: Ffmpeg;
  readonly logger: Logger;
}

/**
 * Encodes what a plan shows and makes it durable; undefined where none of its frames decodes. Throws what ffmpeg or the
 * stores throw; what was stored by then has no row and is written again by the next try.
 */
export async function encodePlan(
  parts: EncodeParts,
  plan: SegmentPlan,
  hash: string,
  signal: AbortSignal,
): Promise<SegmentRow | undefined> {
  const { config, stores, ffmpeg } = parts;
  const { site, camera, film, day, width, height } = plan;
  const shown: Shown = { frames: [], cards: [], pictures: 0 };
  const pictures = picturesOf(parts, plan, shown);
  // ffmpeg makes no film of nothing: look for the first picture before it is started.
  const first = await pictures.next();
  if (first.done) return undefined;
  const { stallLimitMs } = config;
  const run = { ffmpeg, signal, stallLimitMs, timeLimitMs: config.timeLimitMs + plan.frames.length * 500 };
  const coding = { fps: config.fps, crf: config.crf, width, height };
  const encoded = await encodeSegment(withFirst(first.value, pictures), coding, run);
  const { fragments, measure } = encoded;
  const [earliest] = shown.frames;
  if (measure.samples !== shown.pictures || !earliest) {
    const count = `${measure.samples} pictures encoded of ${shown.pictures}`;
    throw new FieldlapseError('BAD_MP4', `${site}/${camera} ${film} ${day}: ${count}`);
  }
  const init = sha256Hex(encoded.init).slice(0, 32);
  const name = { site, camera, film, day, hash };
  await stores.blobs.put(initKey(init), encoded.init);
  await stores.blobs.put(segmentKey(name), fragments);
  const head = await encodeHead(parts, plan, hash, run);
  return {
    ...{ ...name, init, settings: plan.settings, fps: config.fps, width, height },
    ...{ fragments: measure.fragments, ticks: measure.durationTicks, bytes: fragments.length },
    ...{ firstObservedAt: earliest.observedAt, frames: JSON.stringify(shown.frames) },
    ...{ cards: JSON.stringify(shown.cards), head: head ? JSON.stringify(head) : null },
  };
}

interface Shown {
  readonly frames: ShownFrame[];
  readonly cards: InnerCard[];
  pictures: number;
}

/** The card before the first frame is a film of its own: who asks for this day alone is not shown it. */
async function encodeHead(
  { config, stores }: EncodeParts,
  { site, camera, film, day, width, height, frames }: SegmentPlan,
  hash: string,
  run: Parameters<typeof encodeSegment>[2],
): Promise<HeadCard | undefined> {
  const gap = frames[0]?.gap;
  if (!gap) return undefined;
  const card = await gapCard({ ...gap, width, height });
  const count = cardPictures(config);
  const coding = { fps: config.fps, crf: config.crf, width, height };
  const { fragments, measure } = await encodeSegment(repeated(card, count), coding, run);
  await stores.blobs.put(segmentKey({ site, camera, film, day, hash }, 'card'), fragments);
  return { ...gap, ticks: measure.durationTicks, fragments: measure.fragments };
}

async function* repeated({ pixels }: RgbPicture, count: number): AsyncGenerator<Uint8Array> {
  for (let picture = 0; picture < count; picture += 1) yield pixels;
}

function cardPictures({ fps }: TimelapseConfig): number {
  return Math.max(1, Math.round(fps * cardSec));
}

async function* withFirst(first: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

/** The pictures in order, each decoded while the encoder takes the one before; cards stand where days are missing. */
async function* picturesOf(parts: EncodeParts, plan: SegmentPlan, shown: Shown): AsyncGenerator<Uint8Array> {
  const ahead = (index: number): Promise<Uint8Array | undefined> => {
    const planned = plan.frames[index];
    const decoding = planned ? pictureOf(parts, plan, planned) : Promise.resolve(undefined);
    decoding.catch(() => {}); // Thrown where it is awaited; a build that ended earlier does not care.
    return decoding;
  };
  let next = ahead(0);
  for (const [index, planned] of plan.frames.entries()) {
    const pixels = await next;
    next = ahead(index + 1);
    if (planned.gap && index > 0) yield* innerCard(parts, plan, planned.gap, shown);
    if (!pixels) continue;
    shown.frames.push(shownFrame(planned));
    shown.pictures += 1;
    yield pixels;
  }
}

async function* innerCard(
  { config }: EncodeParts,
  { width, height }: SegmentPlan,
  gap: Gap,
  shown: Shown,
): AsyncGenerator<Uint8Array> {
  const frames = cardPictures(config);
  shown.cards.push({ ...gap, at: shown.pictures, frames });
  shown.pictures += frames;
  yield* repeated(await gapCard({ ...gap, width, height }), frames);
}

/** The picture as the film shows it: fitted, held still, in steady light. What does not decode is left out and said. */
async function pictureOf(
  { stores, logger }: EncodeParts,
  { width, height }: SegmentPlan,
  { frame, gain, pose }: PlannedFrame,
): Promise<Uint8Array | undefined> {
  try {
    const fitted = await decodeFor(await stores.blobs.get(frame.blobKey), width, height);
    const { pixels } = pose ? warpPicture(fitted, pose) : fitted;
    if (gain !== 1) applyTone(pixels, toneCurve(gain));
    return pixels;
  } catch (error) {
    if (!cannotBeShown(error)) throw error;
    logger.warn({ error, site: frame.site, camera: frame.camera, frame: frame.f }, 'frame left out of the film');
    return undefined;
  }
}
