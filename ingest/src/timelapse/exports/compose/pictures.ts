import { burnOver, openOverlay, type Box, type Overlay } from '../../drawing/overlay/index.ts';
import type { FilmPlan } from '../plan/plan.ts';
import type { RenderContext } from '../render/context.ts';
import { decodedPictures } from '../render/decode.ts';
import { sourcePath } from '../render/sources.ts';
import { labelOf, labelSize, type Label } from './labels.ts';
import { blank, hatched, panelsOf, place } from './panels.ts';

/** What is drawn for each film of a plan; the same throughout. */
interface Panel {
  readonly box: Box;
  readonly overlay: Overlay | null;
  readonly label: Label | null;
}

/**
 * The frames `[from, to)` of an export as they are coded: planar 4:2:0 of the plan's size, with all that is drawn over them.
 * A picture is written over by the next one.
 */
export async function* picturesOf(
  plan: FilmPlan,
  from: number,
  to: number,
  context: RenderContext,
): AsyncGenerator<Buffer> {
  const panels = await panelsFor(plan);
  const canvas = blank(plan);
  const shots = plan.shots.slice(from, to);
  const films = panels.map(({ box }, side) =>
    filmPictures(
      plan,
      side,
      shots.map((shot) => shot[side] ?? null),
      box,
      context,
    ),
  );
  try {
    for (const shot of shots) {
      const pictures: Buffer[] = [];
      for (const film of films) pictures.push((await film.next()).value as Buffer);
      yield await composed(plan, panels, shot, pictures, canvas);
    }
  } finally {
    for (const film of films) await film.return(undefined);
  }
}

async function panelsFor(plan: FilmPlan): Promise<Panel[]> {
  const boxes = panelsOf(plan);
  return Promise.all(
    boxes.map(async (box, side) => {
      const drawn = plan.overlays[side];
      const { language } = plan.order;
      const size = { width: box.width, height: box.height };
      return {
        box,
        overlay: drawn ? await openOverlay({ ...size, language, curve: drawn.curve, subject: drawn.subject }) : null,
        label: boxes.length > 1 ? await labelOf(plan.sources[side]?.title ?? '', box, labelSize(boxes)) : null,
      };
    }),
  );
}

/** A film's picture for each index; the hatched panel for none. */
async function* filmPictures(
  plan: FilmPlan,
  side: number,
  indexes: readonly (number | null)[],
  size: Box,
  context: RenderContext,
): AsyncGenerator<Buffer> {
  const film = { path: sourcePath(context.folder, side), fps: plan.sources[side]?.fps ?? 1 };
  const shown = indexes.filter((index) => index !== null);
  const pictures = decodedPictures(film, shown, size, context);
  const nothing = shown.length < indexes.length ? hatched(size) : undefined;
  try {
    for (const index of indexes) yield index === null ? (nothing as Buffer) : ((await pictures.next()).value as Buffer);
  } finally {
    await pictures.return(undefined);
  }
}

async function composed(
  plan: FilmPlan,
  panels: readonly Panel[],
  shot: readonly (number | null)[],
  pictures: readonly Buffer[],
  canvas: Buffer,
): Promise<Buffer> {
  const { width, height } = plan;
  // A picture that is shown again must not have been drawn over.
  for (const [side, { box }] of panels.entries()) place(canvas, plan, box, pictures[side] as Buffer);
  for (const [side, { box, overlay, label }] of panels.entries()) {
    const index = shot[side] ?? null;
    const facts = index === null ? null : (plan.overlays[side]?.frames[index] ?? null);
    if (label) burnOver(canvas, width, height, label.layer, label.place);
    if (!overlay || !facts) continue;
    const strip = await overlay.draw(facts);
    const { left, top, ...size } = overlay.place;
    burnOver(canvas, width, height, strip, { left: left + box.left, top: top + box.top, ...size });
  }
  return canvas;
}
