import { z } from 'zod';
import { isDuring, window } from '../../faults/window.ts';
import { clamp01, smoothStep } from '../../weather/weather.ts';

const count = (most: number, usual: number) => z.int().min(1).max(most).default(usual);

/** Something that spoils a picture for a while, or changes the field from a day on; `toDay` left out means for good. */
export const pictureFault = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('exposure').describe('automatic exposure is wrong by a step'),
    ev: z.number().min(-3).max(3).describe('stops of light: 1 is twice the light, -1 is half'),
    ...window,
  }),
  z.strictObject({
    kind: z.literal('fog').describe('fog comes within the first fifth of the time and thins over the last half'),
    visibilityM: z.number().min(10).max(5000).default(90).describe('how far one sees where it is thickest, m'),
    ...window,
  }),
  z.strictObject({
    kind: z.literal('lens-drop').describe('drops of water on the glass show the scene upside down'),
    count: count(40, 7).describe('how many'),
    ...window,
  }),
  z.strictObject({
    kind: z.literal('lens-dirt').describe('splashes of mud on the glass, out of focus'),
    count: count(60, 16).describe('how many'),
    ...window,
  }),
  z.strictObject({
    kind: z.literal('blocked').describe('something hangs before the lens'),
    thing: z.enum(['leaf', 'cloth']).default('leaf').describe('what'),
    cover: z.number().min(0.05).max(1).default(0.5).describe('about which share of the picture it hides'),
    ...window,
  }),
  z.strictObject({ kind: z.literal('person').describe('somebody works in the field'), ...window }),
  z.strictObject({ kind: z.literal('infrared').describe('the camera lights the night with infrared'), ...window }),
  z.strictObject({ kind: z.literal('frozen').describe('the camera repeats one picture byte for byte'), ...window }),
  z.strictObject({
    kind: z.literal('caption').describe('the camera burns its name and the time into the picture'),
    text: z
      .string()
      .regex(/^[A-Z0-9 :/.-]*$/)
      .max(24)
      .default('CAM01')
      .describe('the name: A–Z, 0–9, space and : / . -'),
    ...window,
  }),
  z.strictObject({
    kind: z.literal('blurred').describe('the lens is out of focus'),
    sigmaPx: z.number().min(0.5).max(20).default(4).describe('how far, px of a picture 1280 px wide'),
    ...window,
  }),
  z.strictObject({
    kind: z.literal('flooded').describe('water stands in the field'),
    depthCm: z.number().min(1).max(150).default(45).describe('how deep, cm over the soil'),
    ...window,
  }),
  z.strictObject({ kind: z.literal('harvested').describe('the plants are cut, stubble stays'), ...window }),
]);
export type PictureFault = z.output<typeof pictureFault>;
/** A {@link PictureFault} as it is written by hand: what has a default may be left out. */
export type PictureFaultInput = z.input<typeof pictureFault>;
type Kind = PictureFault['kind'];

/** The faults of one instant. */
export interface Trouble {
  /** Those that hold, in the order of the list. */
  readonly active: readonly PictureFault[];
  /** Sum of the exposure's steps, stops. */
  readonly ev: number;
  /** Light that fog takes away per metre (Koschmieder: 3.912 over the visibility); 0 in clear air. */
  readonly extinction: number;
  /** The first fault of that kind. */
  get<K extends Kind>(kind: K): Extract<PictureFault, { kind: K }> | undefined;
}

/** What is wrong so many days after sowing. */
export function troubleAt(faults: readonly PictureFault[], day: number): Trouble {
  const active = faults.filter((fault) => isDuring(fault, day));
  let ev = 0;
  let extinction = 0;
  for (const fault of active) {
    if (fault.kind === 'exposure') ev += fault.ev;
    if (fault.kind === 'fog') extinction += (3.912 / fault.visibilityM) * fogShape(fault, day);
  }
  return {
    active,
    ev,
    extinction,
    get: (kind) => active.find((fault) => fault.kind === kind) as never,
  };
}

/** How much of the fog is there, 0–1. */
function fogShape({ fromDay, toDay }: { fromDay: number; toDay: number }, day: number): number {
  const share = clamp01((day - fromDay) / (toDay - fromDay));
  return smoothStep(0, 0.2, share) * (1 - 0.95 * smoothStep(0.5, 1, share));
}
