import sharp from 'sharp';
import { fractalNoise, hash32, unit } from '../weather/noise.ts';
import { weatherAt, smoothStep, type Place, type Weather } from '../weather/weather.ts';
import { paintBackdrop } from './backdrop.ts';
import { compose } from './exposure/compose.ts';
import { develop, type Pose } from './exposure/develop.ts';
import { paintField } from './field.ts';
import { emptyLayer, greenPlant, ground, type Layer } from './layer.ts';
import { marginPx, project, viewOf } from './view.ts';

export interface SceneOptions {
  readonly seed: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly place: Place;
  /** UTC ms. */
  readonly sownAt: number;
  /** The camera is knocked so many days after sowing and stays so. */
  readonly knocked?: ({ readonly day: number } & Pose) | undefined;
  readonly waterLevelCm: (utcMs: number) => number;
}

/** What really was before the lens when a frame was taken. */
export interface FrameTruth {
  readonly utcMs: number;
  readonly daysAfterSowing: number;
  /** Share of the field ROI that plants of any colour, and that green ones, cover, 0–1. */
  readonly plantCover: number;
  readonly greenCover: number;
  /** Shift of the picture against the first day, px (right and down), and turn in degrees. */
  readonly shift: Pose;
  /** What automatic exposure got wrong: 1 is right. */
  readonly exposureGain: number;
  readonly weather: Weather;
}

/** A field that can be looked at: every frame is a pure function of the options and the time. */
export interface Scene {
  readonly widthPx: number;
  readonly heightPx: number;
  /** The field in the picture of the first day, 0–1 of width and height: from the top edge to the bottom one. */
  readonly fieldRoi: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
  jpegAt(utcMs: number): Promise<Buffer>;
  truthAt(utcMs: number): FrameTruth;
}

const dayMs = 86_400_000;
/** Plants are painted anew this often: between, only light and weather change. */
const growthStepMs = dayMs;
const quality = 82;

interface Stand {
  readonly step: number;
  readonly layer: Layer;
  readonly plantCover: number;
  readonly greenCover: number;
}

export function openScene(options: SceneOptions): Scene {
  const { seed, place, sownAt } = options;
  const view = viewOf(options.widthPx, options.heightPx);
  const fieldTop = Math.ceil(project(view, 0, 60).py);
  let backdrop: Layer | undefined;
  let stand: Stand | undefined;

  function standAt(utcMs: number): Stand {
    const step = Math.floor((utcMs - sownAt) / growthStepMs);
    if (stand?.step === step) return stand;
    if (!backdrop) paintBackdrop((backdrop = emptyLayer(view)), seed);
    const layer = copyOf(backdrop);
    const at = sownAt + step * growthStepMs;
    paintField(layer, seed, (step * growthStepMs) / dayMs, options.waterLevelCm(at));
    return (stand = { step, layer, ...coverOf(layer, fieldTop) });
  }

  function truthAt(utcMs: number): FrameTruth {
    const weather = weatherAt(seed, place, utcMs);
    const { plantCover, greenCover } = standAt(utcMs);
    const daysAfterSowing = (utcMs - sownAt) / dayMs;
    return {
      utcMs,
      daysAfterSowing,
      plantCover,
      greenCover,
      shift: poseAt(options, weather, daysAfterSowing, utcMs),
      exposureGain: exposureGainAt(seed, weather, utcMs),
      weather,
    };
  }

  return {
    widthPx: options.widthPx,
    heightPx: options.heightPx,
    fieldRoi: { left: 0, top: (fieldTop - marginPx) / options.heightPx, right: 1, bottom: 1 },
    truthAt,
    async jpegAt(utcMs) {
      const truth = truthAt(utcMs);
      const picture = compose(standAt(utcMs).layer, seed, truth.weather, utcMs, truth.exposureGain);
      const night = smoothStep(1, 11, -truth.weather.sunElevation);
      const raw = develop(picture, view, {
        pose: truth.shift,
        weather: truth.weather,
        night,
        frameSeed: frameSeed(seed, utcMs),
      });
      const shape = { width: options.widthPx, height: options.heightPx, channels: 3 as const };
      return sharp(raw, { raw: shape }).jpeg({ quality, chromaSubsampling: '4:2:0' }).toBuffer();
    },
  };
}

/** Slow drift by a few per cent, a flicker from frame to frame, and more of it under broken cloud. */
function exposureGainAt(seed: number, weather: Weather, utcMs: number): number {
  const drift = (fractalNoise(seed + 60, utcMs / 5_400_000) - 0.5) * 0.16;
  const flicker =
    (unit(seed + 61, frameSeed(seed, utcMs)) - 0.5) * (0.06 + 0.12 * weather.cloudCover * (1 - weather.cloudCover));
  return Math.exp(drift + flicker);
}

/** Wind shakes the pole by less than three pixels; a knock stays. */
function poseAt(options: SceneOptions, weather: Weather, day: number, utcMs: number): Pose {
  const swing = weather.windMPerSec * 0.16;
  const random = (lot: number) => unit(options.seed + 70, frameSeed(options.seed, utcMs), lot) - 0.5;
  const knock = options.knocked && day >= options.knocked.day ? options.knocked : { dx: 0, dy: 0, rotationDeg: 0 };
  return { dx: knock.dx + random(1) * 2 * swing, dy: knock.dy + random(2) * swing, rotationDeg: knock.rotationDeg };
}

function frameSeed(seed: number, utcMs: number): number {
  return hash32(seed, Math.floor(utcMs / 2 ** 32), utcMs % 2 ** 32) | 0;
}

function copyOf(layer: Layer): Layer {
  const { view, rgb, water, side, kind, sky } = layer;
  return { view, rgb: rgb.slice(), water: water.slice(), side: side.slice(), kind: kind.slice(), sky: sky.slice() };
}

function coverOf(layer: Layer, fieldTop: number): { plantCover: number; greenCover: number } {
  const { width, height } = layer.view;
  let plants = 0;
  let green = 0;
  let pixels = 0;
  for (let y = fieldTop; y < height - marginPx; y += 1) {
    for (let at = y * width + marginPx; at < (y + 1) * width - marginPx; at += 1) {
      pixels += 1;
      if (layer.kind[at] !== ground) plants += 1;
      if (layer.kind[at] === greenPlant) green += 1;
    }
  }
  return { plantCover: plants / pixels, greenCover: green / pixels };
}
