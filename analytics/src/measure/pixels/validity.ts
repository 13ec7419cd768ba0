import type { MetricName, WithheldReason } from '@fieldlapse/contracts';
import { gateThresholds, type FrameJudgement, type GateFlag } from '@fieldlapse/imaging';
import type { MeanColour } from './indices.ts';

/** PhenoCam's limits: R+G+B of the area's mean DN, and the sun's elevation (Richardson et al. 2018, doi 10.1038/sdata.2018.28). */
const phenocam = { leastSum: 100, mostSum: 665, leastSunDeg: 10 };

/** Share of the light that fog scatters, above: thin fog moves a cover by several points. Told by a camera's earlier frames alone. */
const fogOfCover = 0.2;

/** What pixels say of a frame, by what spoils it. */
export const pixelMetrics = {
  light: ['lumaDn', 'sharpness'],
  colour: ['meanRedDn', 'meanGreenDn', 'meanBlueDn'],
  index: ['gcc', 'gli', 'exg', 'exgr', 'vari'],
  cover: ['greenCover', 'plantCover'],
} as const satisfies Record<string, readonly MetricName[]>;

type Kind = keyof typeof pixelMetrics;

/**
 * What each flag of the quality gate leaves no meaning to. Drops and dirt on the lens spoil little of the area: they make a
 * cover less certain. Means of a picture out of focus are those of one in focus.
 */
const spoiled: Record<Exclude<GateFlag, 'lens' | 'blurred'>, readonly Kind[]> = {
  frozen: ['light', 'colour', 'index', 'cover'],
  blocked: ['light', 'colour', 'index', 'cover'],
  infrared: ['colour', 'index', 'cover'],
  dark: ['index', 'cover'],
  bright: ['index', 'cover'],
  fogged: ['index', 'cover'],
};

/** Why metrics of a frame are withheld: the first reason counts. `sunElevationDeg` is left out where the place is not known. */
export function withheldOf(
  mean: MeanColour,
  { flags, numbers }: Pick<FrameJudgement, 'flags' | 'numbers'>,
  sunElevationDeg: number | undefined,
): Partial<Record<MetricName, WithheldReason>> {
  const withheld: Partial<Record<MetricName, WithheldReason>> = {};
  const withhold = (kinds: readonly Kind[], reason: WithheldReason): void => {
    for (const metric of kinds.flatMap((kind) => pixelMetrics[kind])) withheld[metric] ??= reason;
  };
  for (const [flag, kinds] of Object.entries(spoiled)) {
    if (flags.includes(flag as GateFlag)) withhold(kinds, flag as keyof typeof spoiled);
  }
  // Softer than usual is any field just harvested; only what is soft for any picture mixes plants and soil.
  if (flags.includes('blurred') && (numbers.sharpness ?? 0) < gateThresholds.sharpness.number)
    withhold(['cover'], 'blurred');
  const hasHistory = numbers.lensShare !== null;
  if (hasHistory && (numbers.fog ?? 0) > fogOfCover) withhold(['cover'], 'fogged');
  const sum = mean.red + mean.green + mean.blue;
  if (sum < phenocam.leastSum) withhold(['index', 'cover'], 'dark');
  if (sum > phenocam.mostSum) withhold(['index', 'cover'], 'bright');
  if (sunElevationDeg !== undefined && sunElevationDeg < phenocam.leastSunDeg) withhold(['index', 'cover'], 'sun-low');
  return withheld;
}
