import type { LocalDay } from '@fieldlapse/contracts';
import { stageText, type GrowthStage } from '../stages.ts';
import { clipToFit, textWidth, type FontWeight } from '../text.ts';
import { dayText, numberText, seasonDayText, type Language } from '../words.ts';
import { curvePath, curveX, valueAt, type Box, type Curve } from './curve.ts';
import { copyColumns, drawLayer, layOver, type Layer } from './layer.ts';
import { openLettering } from './lettering.ts';

/** What a film's overlay shows throughout; sizes of the film in px. */
export interface OverlayOptions {
  readonly width: number;
  readonly height: number;
  readonly language: Language;
  /** What grows: rice is sown, other crops and herds start; rice where absent. */
  readonly subject?: string | undefined;
  /** A metric or sensor, drawn as a curve on the right. */
  readonly curve?: Curve | undefined;
}

/** What it shows over one frame; what is absent is left out. */
export interface FrameOverlay {
  readonly date?: LocalDay | undefined;
  readonly daysAfterSowing?: number | undefined;
  readonly stage?: GrowthStage | undefined;
  /** Time of the frame, UTC ms: place of the curve's cursor, and the value beside it. */
  readonly at?: number | undefined;
}

/** Draws over the frames of one film. */
export interface Overlay {
  /** Where the strip lies in the picture, px; all even. */
  readonly place: Box;
  /** The strip for a frame, of {@link place}'s size; the next call writes over it. */
  draw(frame: FrameOverlay): Promise<Layer>;
}

interface Scene {
  readonly options: OverlayOptions;
  readonly place: Box;
  /** Height of large text, px, which everything else is measured by. */
  readonly em: number;
  readonly margin: number;
  /** Of the curve; its width is 0 where there is none. */
  readonly box: Box;
}

/**
 * Prepares the lower third of a film's frames: text, and a curve with a moving cursor, over a soft dark gradient. What stays
 * from frame to frame is drawn once.
 */
export async function openOverlay(options: OverlayOptions): Promise<Overlay> {
  const scene = sceneOf(options);
  const { place } = scene;
  const base = await drawLayer(groundSvg(scene) + curveSvg(scene, 0.55), place.width, place.height);
  const past = await drawLayer(groundSvg(scene) + curveSvg(scene, 1), place.width, place.height);
  const cursor = await drawLayer(cursorSvg(scene), cursorSide(scene), place.height);
  const strip: Layer = { ...base, rgba: Buffer.from(base.rgba) };
  const lettering = openLettering(Math.max(2, Math.round(scene.em * 0.12)));
  return {
    place,
    async draw(frame) {
      base.rgba.copy(strip.rgba);
      if (options.curve && frame.at !== undefined) drawCursor(strip, past, cursor, scene, frame.at);
      for (const line of linesOf(scene, frame)) {
        const { layer, left, top } = await lettering(line.text, line.sizePx, line.weight);
        const start = line.right ? line.x - Math.ceil(textWidth(line.text, line)) : line.x;
        layOver(strip, layer, start + left, line.baseline + top);
      }
      return strip;
    },
  };
}

function sceneOf(options: OverlayOptions): Scene {
  const { width, height, curve } = options;
  // Small films keep their text readable rather than in proportion.
  const em = Math.max(15, Math.round(Math.min(width / 16, height / 9) * 0.44));
  const stripHeight = even(Math.min(height, em * 3.8));
  const place = { left: 0, top: height - stripHeight, width: even(width), height: stripHeight };
  const margin = Math.round(em * 0.8);
  const boxWidth = curve ? Math.round(Math.min(width * 0.36, em * 13)) : 0;
  const boxHeight = Math.round(em * 1.3);
  const box = {
    ...{ left: place.width - margin - boxWidth, width: boxWidth },
    ...{ top: place.height - Math.round(em * 0.7) - boxHeight, height: boxHeight },
  };
  return { options, place, em, margin, box };
}

const even = (side: number): number => Math.max(2, Math.floor(side / 2) * 2);

function groundSvg({ place }: Scene): string {
  const stops = [
    [0, 0],
    [0.3, 0.5],
    [1, 0.78],
  ].map(([offset, opacity]) => `<stop offset="${offset}" stop-color="#000" stop-opacity="${opacity}"/>`);
  return `<defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1">${stops.join('')}</linearGradient></defs>
<rect width="${place.width}" height="${place.height}" fill="url(#g)"/>`;
}

function curveSvg({ options: { curve }, box, em }: Scene, opacity: number): string {
  if (!curve) return '';
  const line = `d="${curvePath(curve, box)}" fill="none" stroke-linejoin="round" stroke-linecap="round"`;
  const wide = (em * 0.075).toFixed(1);
  return `<path ${line} stroke="#000" stroke-opacity="0.5" stroke-width="${(em * 0.17).toFixed(1)}"/>
<path ${line} stroke="${opacity === 1 ? '#ffd166' : '#fff'}" stroke-opacity="${opacity}" stroke-width="${wide}"/>`;
}

const cursorSide = ({ em }: Scene): number => 2 * Math.round(em * 0.28) + 1;

/** A thin line from top to bottom of the curve's box. */
function cursorSvg(scene: Scene): string {
  const { box, em } = scene;
  const middle = (cursorSide(scene) - 1) / 2;
  const half = Math.max(1, Math.round(em / 30));
  const [top, height] = [box.top - em * 0.15, box.height + em * 0.3];
  return `<rect x="${middle - half}" y="${top}" width="${2 * half + 1}" height="${height}" fill="#000" fill-opacity="0.45"/>
<rect x="${middle - half + 1}" y="${top}" width="${2 * half - 1}" height="${height}" fill="#fff"/>`;
}

function drawCursor(strip: Layer, past: Layer, cursor: Layer, { options, box }: Scene, at: number): void {
  const x = Math.round(curveX(options.curve!, box, at));
  copyColumns(strip, past, x);
  layOver(strip, cursor, x - (cursor.width - 1) / 2, 0);
}

interface Line {
  readonly text: string;
  readonly sizePx: number;
  readonly weight: FontWeight;
  readonly baseline: number;
  readonly x: number;
  /** True where `x` is the end of the line. */
  readonly right?: boolean;
}

function linesOf(scene: Scene, frame: FrameOverlay): Line[] {
  const { options, place, em, margin, box } = scene;
  const { language, curve } = options;
  const small = Math.round(em * 0.74);
  const [low, high] = [place.height - Math.round(em * 0.75), place.height - Math.round(em * 1.95)];
  const room = (curve ? box.left : place.width) - 2 * margin;
  const details = detailsOf(frame, options, room, small);
  const lines: Line[] = [];
  if (frame.date !== undefined) {
    const baseline = details === null ? low : high;
    lines.push({ text: dayText(frame.date, language), sizePx: em, weight: 'semibold', baseline, x: margin });
  }
  if (details !== null) {
    lines.push({ text: details, sizePx: small, weight: 'regular', baseline: low, x: margin });
  }
  if (curve) lines.push(...legendOf(scene, curve, frame, small));
  return lines;
}

/** Days after sowing and the stage: as much of both as there is room for. */
function detailsOf(
  { daysAfterSowing, stage }: FrameOverlay,
  { language, subject }: OverlayOptions,
  room: number,
  sizePx: number,
): string | null {
  const days = daysAfterSowing === undefined ? [] : [seasonDayText(daysAfterSowing, language, subject)];
  const stages = stage === undefined ? [] : [stageText(stage), ...(stage.name === null ? [] : [stage.name])];
  const choices = stages.length === 0 ? days : stages.map((text) => [...days, text].join('  ·  '));
  const [widest] = choices;
  if (widest === undefined) return null;
  const fitting = choices.find((text) => textWidth(text, { sizePx }) <= room);
  return fitting ?? clipToFit(choices.at(-1)!, room, { sizePx });
}

/** Name of the curve over its box, its value at the frame's time at the other end of that line. */
function legendOf({ options, box, em }: Scene, curve: Curve, { at }: FrameOverlay, sizePx: number): Line[] {
  const value = at === undefined ? null : valueAt(curve, at);
  const shown = at === undefined ? '' : value === null ? '–' : numberText(value, options.language, curve.decimals);
  const text = [shown, shown === '' || shown === '–' ? '' : curve.unit].join(' ').trim();
  const baseline = box.top - Math.round(em * 0.42);
  const width = text === '' ? 0 : textWidth(text, { sizePx, weight: 'semibold' }) + em * 0.6;
  const label = clipToFit(curve.label, box.width - width, { sizePx });
  const lines: Line[] = [{ text: label, sizePx, weight: 'regular', baseline, x: box.left }];
  if (text !== '') lines.push({ text, sizePx, weight: 'semibold', baseline, x: box.left + box.width, right: true });
  return lines;
}
