import { FieldlapseError } from '@fieldlapse/contracts';
import { areaMask, type RgbPicture } from '@fieldlapse/imaging';
import { accuracyOf, countReach } from './learning/accuracy.ts';
import type { LabelledLook } from './learning/counter.ts';
import { learnAll, rehearse, type Rehearsed } from './learning/rehearse.ts';
import { lookAt } from './looks/look.ts';
import { checkIdentity, parseCounterModel, type CounterModel } from './model.ts';

/** A picture of the view on the metric grid (`decodeView`) and what a person sees in it. */
export interface LabelledPicture {
  readonly picture: RgbPicture;
  /** How many objects are seen, whole ones and parts. */
  readonly count: number;
  /** True where an animal or a person hides objects: such pictures teach when to say "unknown". */
  readonly blocked?: boolean;
  /** The local day on which it was taken, such as 2026-03-09. */
  readonly day: string;
}

export interface TrainOptions {
  readonly name: string;
  readonly version: string;
  readonly site?: string;
  readonly camera?: string;
  /** Where objects are counted, shares of width and height. */
  readonly roi?: CounterModel['roi'];
  /** How wide an object is, as a share of the picture's width: measured in one of the pictures, to about a tenth. */
  readonly objectWidth: number;
  readonly signal?: AbortSignal;
}

export interface TrainedCounter {
  readonly model: CounterModel;
  /** In the order of the labelled pictures: what a counter that never saw the picture's day said of it. */
  readonly rehearsed: readonly Rehearsed[];
}

/** Fewest free pictures, and most pictures at all: each keeps some 150 KB in memory. */
const fewestFree = 6;
const mostPictures = 1000;

/**
 * Learns to count in one fixed view from few labelled pictures (a dozen and more, of several days, of nights too if nights are to be
 * counted), and rehearses it by leaving out a day at a time. Throws `COUNTER_LABELS` where the labels do not suffice.
 */
export async function trainCounter(
  labelled: Iterable<LabelledPicture> | AsyncIterable<LabelledPicture>,
  options: TrainOptions,
): Promise<TrainedCounter> {
  const { name, version, site, camera, roi, signal } = options;
  checkIdentity({ name, version });
  const frames: LabelledLook[] = [];
  let view: { width: number; height: number; radii: number[]; mask: Uint8Array | undefined } | undefined;
  for await (const { picture, count, blocked = false, day } of labelled) {
    signal?.throwIfAborted();
    const { width, height } = picture;
    view ??= { width, height, radii: radiiOf(options.objectWidth, width), mask: areaMask({ roi }, width, height) };
    if (width !== view.width || height !== view.height) refuse(`picture ${frames.length + 1} has another shape than the first`); // prettier-ignore
    if (frames.length === mostPictures) refuse(`more than ${mostPictures} pictures`);
    frames.push({ look: lookAt(picture, view.radii, view.mask), count, blocked, day });
  }
  const free = frames.filter((frame) => !frame.blocked);
  if (!view || free.length < fewestFree) refuse(`${free.length} pictures with a free view; at least ${fewestFree} are needed`); // prettier-ignore
  if (free.every(({ count }) => count === 0)) refuse('no picture with a free view shows an object');
  const { width, height, radii } = view;
  const rehearsed = rehearse(frames, radii, signal);
  const model = {
    ...{ v: 1, kind: 'counter', name, version, site, camera, width, height, roi },
    ...learnAll(frames, radii, signal),
    ...{ reach: countReach(rehearsed), accuracy: accuracyOf(rehearsed) },
  };
  return { model: parseCounterModel(JSON.stringify(model, shortNumber)), rehearsed };
}

function refuse(fault: string): never {
  throw new FieldlapseError('COUNTER_LABELS', fault);
}

/** Five radii about the object's, px, in steps of 9 %. */
function radiiOf(objectWidth: number, width: number): number[] {
  const radius = (objectWidth * width) / 2;
  if (!(radius >= 3 && radius <= 150)) refuse(`objects ${objectWidth} of the width wide: they must be 6 to 300 px of ${width} px`); // prettier-ignore
  return [-2, -1, 0, 1, 2].map((power) => radius * 1.09 ** power);
}

function shortNumber(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(7)) : value;
}
