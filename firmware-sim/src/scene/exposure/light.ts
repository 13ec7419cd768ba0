import { clamp01, smoothStep, type Weather } from '../../weather/weather.ts';
import { mix, type Rgb } from '../color.ts';

/** The light of one instant, as a camera with automatic exposure shows it. */
export interface Light {
  /** Light from the sun and from the sky on a surface, 1 = as bright as at noon. */
  readonly sun: Rgb;
  readonly ambient: Rgb;
  readonly zenith: Rgb;
  readonly horizon: Rgb;
  /** Colour of the sky around the sun. */
  readonly glow: Rgb;
  readonly cloudLit: Rgb;
  readonly cloudDark: Rgb;
  /** 0 in daylight, 1 in the dark. */
  readonly night: number;
}

interface SkyKey {
  readonly elevation: number;
  readonly zenith: Rgb;
  readonly horizon: Rgb;
  readonly glow: Rgb;
  readonly lit: Rgb;
  readonly sun: Rgb;
  readonly ambient: Rgb;
}

/** By sun elevation in degrees; colours 0–255, light 0–1.3. */
const keys: readonly SkyKey[] = [
  {
    elevation: -16,
    zenith: [9, 11, 22],
    horizon: [15, 17, 29],
    glow: [17, 18, 30],
    lit: [20, 21, 31],
    sun: [0, 0, 0],
    ambient: [0.07, 0.075, 0.1],
  },
  {
    elevation: -8,
    zenith: [22, 32, 66],
    horizon: [66, 66, 96],
    glow: [128, 82, 86],
    lit: [62, 54, 78],
    sun: [0, 0, 0],
    ambient: [0.17, 0.19, 0.27],
  },
  {
    elevation: -3,
    zenith: [54, 80, 134],
    horizon: [186, 148, 140],
    glow: [244, 148, 88],
    lit: [214, 138, 122],
    sun: [0.08, 0.04, 0.03],
    ambient: [0.4, 0.4, 0.48],
  },
  {
    elevation: 2,
    zenith: [82, 122, 184],
    horizon: [226, 200, 172],
    glow: [255, 196, 112],
    lit: [250, 196, 154],
    sun: [0.5, 0.34, 0.2],
    ambient: [0.52, 0.5, 0.54],
  },
  {
    elevation: 9,
    zenith: [82, 136, 208],
    horizon: [208, 216, 218],
    glow: [255, 234, 190],
    lit: [255, 238, 216],
    sun: [0.62, 0.53, 0.38],
    ambient: [0.5, 0.52, 0.56],
  },
  {
    elevation: 28,
    zenith: [66, 126, 208],
    horizon: [184, 212, 234],
    glow: [236, 240, 240],
    lit: [252, 252, 252],
    sun: [0.62, 0.59, 0.52],
    ambient: [0.46, 0.49, 0.54],
  },
  {
    elevation: 75,
    zenith: [60, 122, 208],
    horizon: [178, 208, 234],
    glow: [206, 224, 240],
    lit: [255, 255, 255],
    sun: [0.64, 0.62, 0.57],
    ambient: [0.48, 0.5, 0.54],
  },
];

export function lightAt(weather: Weather): Light {
  const key = keyAt(weather.sunElevation);
  const overcast = smoothStep(0.55, 0.98, weather.cloudCover);
  const wetGrey = 1 - 0.28 * clamp01(weather.rainMmPerHour / 14);
  const brightness = (key.ambient[0] + key.ambient[1] + key.ambient[2] + key.sun[0] + key.sun[1] + key.sun[2]) / 3.2;
  const grey = (level: number): Rgb => [
    level * brightness * wetGrey,
    level * 1.02 * brightness * wetGrey,
    level * 1.06 * brightness * wetGrey,
  ];
  const sunShare = 1 - 0.92 * overcast;
  const fill = 1 + 0.5 * overcast;
  return {
    sun: [key.sun[0] * sunShare, key.sun[1] * sunShare, key.sun[2] * sunShare],
    ambient: [key.ambient[0] * fill * wetGrey, key.ambient[1] * fill * wetGrey, key.ambient[2] * fill * wetGrey],
    zenith: mix(key.zenith, grey(150), overcast * 0.85),
    horizon: mix(key.horizon, grey(196), overcast * 0.8),
    glow: mix(key.glow, grey(200), overcast * 0.85),
    cloudLit: mix(key.lit, grey(205), overcast * 0.6),
    cloudDark: mix(mix(key.zenith, key.lit, 0.5), grey(132), 0.35 + 0.65 * overcast),
    night: smoothStep(-2, -12, weather.sunElevation) || smoothStep(2, 12, -weather.sunElevation),
  };
}

function keyAt(elevation: number): SkyKey {
  const above = keys.findIndex((key) => key.elevation > elevation);
  if (above === 0) return keys[0]!;
  if (above === -1) return keys.at(-1)!;
  const low = keys[above - 1]!;
  const high = keys[above]!;
  const share = (elevation - low.elevation) / (high.elevation - low.elevation);
  return {
    elevation,
    zenith: mix(low.zenith, high.zenith, share),
    horizon: mix(low.horizon, high.horizon, share),
    glow: mix(low.glow, high.glow, share),
    lit: mix(low.lit, high.lit, share),
    sun: mix(low.sun, high.sun, share),
    ambient: mix(low.ambient, high.ambient, share),
  };
}
