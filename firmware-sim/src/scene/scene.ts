import sharp from 'sharp';
import { weatherAt } from '../weather/weather.ts';
import { troubleAt } from './faults/fault.ts';
import { renderPicture } from './render.ts';
import { openStand } from './stand.ts';
import { exposureGainAt, faultsOf, knockAt, poseAt, type FrameTruth, type SceneOptions } from './truth.ts';
import { marginPx, project, viewOf } from './view.ts';

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
const quality = 82;

export function openScene(options: SceneOptions): Scene {
  const { seed, place, sownAt, widthPx, heightPx, faults = [] } = options;
  const view = viewOf(widthPx, heightPx);
  const fieldTop = Math.ceil(project(view, 0, 60).py);
  const standAt = openStand(options, view, fieldTop);
  let latest: { exposedAt: number; jpeg: Promise<Buffer> } | undefined;

  const troubleOf = (utcMs: number) => troubleAt(faults, (utcMs - sownAt) / dayMs);

  /** When the picture that the camera gives was exposed. */
  function exposedAt(utcMs: number): number {
    const frozen = troubleOf(utcMs).get('frozen');
    return frozen ? Math.max(sownAt + Math.round(frozen.fromDay * dayMs), Math.min(utcMs, sownAt)) : utcMs;
  }

  function truthAt(utcMs: number): FrameTruth {
    const at = exposedAt(utcMs);
    const weather = weatherAt(seed, place, at);
    const trouble = troubleOf(at);
    const { plantCover, greenCover } = standAt(at, trouble);
    const daysAfterSowing = (at - sownAt) / dayMs;
    const knock = knockAt(options.knocked, daysAfterSowing);
    return {
      utcMs,
      exposedAt: at,
      daysAfterSowing,
      plantCover,
      greenCover,
      shift: poseAt(seed, knock, weather, at),
      knock,
      exposureGain: exposureGainAt(seed, weather, at),
      exposureEv: trouble.ev,
      visibilityM: trouble.extinction > 0 ? 3.912 / trouble.extinction : null,
      faults: faultsOf(trouble, weather),
      weather,
    };
  }

  function render(at: number): Promise<Buffer> {
    const trouble = troubleOf(at);
    const raw = renderPicture(options, view, standAt(at, trouble), truthAt(at), trouble);
    const shape = { width: widthPx, height: heightPx, channels: 3 as const };
    return sharp(raw, { raw: shape }).jpeg({ quality, chromaSubsampling: '4:2:0' }).toBuffer();
  }

  return {
    widthPx,
    heightPx,
    fieldRoi: { left: 0, top: (fieldTop - marginPx) / heightPx, right: 1, bottom: 1 },
    truthAt,
    jpegAt(utcMs) {
      const at = exposedAt(utcMs);
      if (latest?.exposedAt !== at) latest = { exposedAt: at, jpeg: render(at) };
      return latest.jpeg;
    },
  };
}
