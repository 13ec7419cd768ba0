import sharp from 'sharp';

/** Rows of RGBA, 8 bits each, colours not multiplied by alpha. */
export interface Layer {
  readonly width: number;
  readonly height: number;
  readonly rgba: Buffer;
}

/** Draws what stands inside an `<svg>` of that size. */
export async function drawLayer(svg: string, width: number, height: number): Promise<Layer> {
  const whole = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${svg}</svg>`;
  const rgba = await sharp(Buffer.from(whole)).ensureAlpha().raw().toBuffer();
  return { width, height, rgba };
}

/** Lays `upper` over `lower`, which changes, with its corner at `left`, `top`; what stands out is cut off. */
export function layOver(lower: Layer, upper: Layer, left: number, top: number): void {
  const [to, from] = [lower.rgba, upper.rgba];
  const lastColumn = Math.min(upper.width, lower.width - left);
  const lastRow = Math.min(upper.height, lower.height - top);
  for (let row = Math.max(0, -top); row < lastRow; row += 1) {
    for (let column = Math.max(0, -left); column < lastColumn; column += 1) {
      const source = (row * upper.width + column) * 4;
      const alpha = from[source + 3]!;
      if (alpha === 0) continue;
      blend(to, ((top + row) * lower.width + left + column) * 4, from, source, alpha);
    }
  }
}

/** Porter and Duff's "over" in integers, so that every machine gets the same bytes. */
function blend(to: Buffer, at: number, from: Buffer, source: number, alpha: number): void {
  const under = to[at + 3]! * (255 - alpha);
  const whole = alpha * 255 + under;
  const half = whole >> 1;
  for (let channel = 0; channel < 3; channel += 1) {
    const mixed = from[source + channel]! * alpha * 255 + to[at + channel]! * under;
    to[at + channel] = Math.floor((mixed + half) / whole);
  }
  to[at + 3] = Math.round(whole / 255);
}

/** Copies the first `columns` columns of a layer onto another of the same size. */
export function copyColumns(to: Layer, from: Layer, columns: number): void {
  for (let row = 0; row < to.height; row += 1) {
    const start = row * to.width * 4;
    from.rgba.copy(to.rgba, start, start, start + Math.max(0, Math.min(to.width, columns)) * 4);
  }
}
