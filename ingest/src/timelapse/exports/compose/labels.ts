import { clipToFit, textPath } from '../../drawing/index.ts';
import { drawLayer } from '../../drawing/overlay/layer.ts';
import type { Box, Layer } from '../../drawing/overlay/index.ts';

/** A picture's name to lay over it. */
export interface Label {
  readonly layer: Layer;
  readonly place: Box;
}

const even = (side: number): number => 2 * Math.ceil(side / 2);

/** Height of labels in panels, px: one for all of them, that the smallest has room for. */
export function labelSize(panels: readonly Box[]): number {
  const units = panels.map(({ width, height }) => Math.min(width / 16, height / 9));
  return Math.max(12, Math.round(Math.min(...units) * 0.5));
}

/** The name of a film on a dark ground in the upper left corner of its panel, no wider than that. */
export async function labelOf(title: string, panel: Box, sizePx: number): Promise<Label> {
  const padding = Math.round(sizePx * 0.5);
  const place = { sizePx, weight: 'semibold' } as const;
  const text = clipToFit(title, panel.width - 4 * padding, place);
  const { d, width } = textPath(text, { ...place, x: padding, y: Math.round(sizePx * 1.2) });
  const size = {
    width: Math.min(panel.width, even(width + 2 * padding)),
    height: Math.min(panel.height, even(sizePx * 1.7)),
  };
  const ground = `<rect width="${size.width}" height="${size.height}" fill="#000" fill-opacity="0.55"/>`;
  const layer = await drawLayer(`${ground}<path d="${d}" fill="#fff"/>`, size.width, size.height);
  return { layer, place: { left: panel.left, top: panel.top, ...size } };
}
