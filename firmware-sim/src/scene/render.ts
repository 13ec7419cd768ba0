import { smoothStep } from '../weather/weather.ts';
import { blur } from './exposure/blur.ts';
import { compose } from './exposure/compose.ts';
import { develop } from './exposure/develop.ts';
import { composeInfrared } from './exposure/infrared.ts';
import { lightAt, type Light } from './exposure/light.ts';
import { addStops } from './exposure/stops.ts';
import { paintCloth, paintLeaf } from './faults/blocked.ts';
import { captionText, paintCaption } from './faults/caption.ts';
import type { Trouble } from './faults/fault.ts';
import type { Rgb } from './color.ts';
import { paintDirt, paintDrops, type Picture } from './faults/lens.ts';
import { paintPerson } from './faults/person.ts';
import type { Stand } from './stand.ts';
import { frameSeed, isInfrared, type FrameTruth, type SceneOptions } from './truth.ts';
import type { View } from './view.ts';

/** The camera's picture of what stands there, with all that is wrong: 3 bytes per pixel. */
export function renderPicture(
  options: SceneOptions,
  view: View,
  stand: Stand,
  truth: FrameTruth,
  trouble: Trouble,
): Uint8ClampedArray {
  const { seed, widthPx, heightPx } = options;
  const { weather, shift, exposedAt } = truth;
  const frame = frameSeed(seed, exposedAt);
  const isDark = isInfrared(trouble, weather);
  let scene = isDark
    ? composeInfrared(stand.layer, seed, weather, frame)
    : compose(stand.layer, seed, weather, exposedAt, truth.exposureGain, trouble.extinction);
  const light = lightAt(weather);
  if (trouble.get('person') && !isDark) {
    const { extinction } = trouble;
    paintPerson(scene, view, frame, stand, { light, gain: truth.exposureGain, extinction });
  }
  const blurred = trouble.get('blurred');
  if (blurred) scene = blur(scene, view.width, view.height, (blurred.sigmaPx * widthPx) / 1280);
  addStops(scene, trouble.ev);
  const night = isDark ? 0.35 : smoothStep(1, 11, -weather.sunElevation);
  const rgb = develop(scene, view, { pose: shift, weather, night, frameSeed: frame });
  spoil({ rgb, widthPx, heightPx }, options, exposedAt, trouble, isDark ? [0.5, 0.5, 0.5] : nearLight(light));
  return rgb;
}

/** What is on the glass or before it, and what the camera writes over all. */
function spoil(picture: Picture, { seed, place }: SceneOptions, utcMs: number, trouble: Trouble, light: Rgb): void {
  const frame = frameSeed(seed, utcMs);
  for (const [index, fault] of trouble.active.entries()) {
    // What lies on the glass lies where it is while the fault lasts.
    const own = (seed + Math.round(fault.fromDay * 24) * 31 + index) | 0;
    if (fault.kind === 'lens-drop') paintDrops(picture, own, fault.count);
    if (fault.kind === 'lens-dirt') paintDirt(picture, own, fault.count);
    if (fault.kind === 'blocked') {
      (fault.thing === 'leaf' ? paintLeaf : paintCloth)(picture, own, frame, fault.cover, light);
    }
  }
  const caption = trouble.get('caption');
  if (caption) paintCaption(picture, captionText(utcMs, place.longitude, caption.text));
}

/** On something that hangs before the lens, in the camera's shade. */
function nearLight({ ambient, sun }: Light): Rgb {
  return [ambient[0] + 0.35 * sun[0], ambient[1] + 0.35 * sun[1], ambient[2] + 0.35 * sun[2]];
}
