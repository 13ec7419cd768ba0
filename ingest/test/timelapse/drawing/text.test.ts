import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { clipToFit, sizeToFit, textPath } from '../../../src/timelapse/drawing/text.ts';

const vowels = ['a', 'ă', 'â', 'e', 'ê', 'i', 'o', 'ô', 'ơ', 'u', 'ư', 'y'];
const tones = ['', '\u0300', '\u0301', '\u0303', '\u0309', '\u0323'];
const lower = [...vowels.flatMap((vowel) => tones.map((tone) => (vowel + tone).normalize('NFC'))), 'đ'];
const vietnamese = [...lower, ...lower.map((letter) => letter.toUpperCase())];

const at100 = { sizePx: 100 } as const;
const box = textPath('\ue000', at100).d;

/** The text as people see it, black on white. */
async function drawn(d: string, width: number, height: number): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fff"/><path d="${d}"/></svg>`;
  return sharp(Buffer.from(svg)).greyscale().raw().toBuffer();
}

describe('textPath', () => {
  it('has an outline of its own for every Vietnamese letter in both weights', () => {
    expect(vietnamese).toHaveLength(146);
    expect(box).not.toBe('');
    for (const weight of ['regular', 'semibold'] as const) {
      const seen = new Set([textPath('\ue000', { ...at100, weight }).d]);
      for (const letter of vietnamese) seen.add(textPath(letter, { ...at100, weight }).d);
      expect(seen.size).toBe(vietnamese.length + 1);
    }
  });

  it('has the signs that cards, overlays and reports use', () => {
    for (const sign of '0123456789/–—−·…%°²³₫≥→“”()') expect(textPath(sign, at100).d, sign).not.toBe(box);
  });

  it('draws marks the same whether they come composed or apart', () => {
    const text = 'Ngày không có ảnh: lúa trổ, đẻ nhánh, ngậm sữa';
    expect(textPath(text.normalize('NFD'), at100)).toEqual(textPath(text, at100));
  });

  it('gives all digits one width, so that numbers do not jump from frame to frame', () => {
    const widths = [...'0123456789'].map((digit) => textPath(digit.repeat(4), at100).width);
    expect(new Set(widths).size).toBe(1);
    expect(widths[0]).toBeGreaterThan(100);
  });

  it('places the baseline, start, middle and end where they are asked for', async () => {
    const size = { width: 300, height: 100 };
    for (const [anchor, from, to] of [
      ['start', 100, 200],
      ['middle', 50, 150],
      ['end', 0, 100],
    ] as const) {
      const line = textPath('HHH', { sizePx: 50, x: 100, y: 60, anchor });
      const ink = await inkBox(await drawn(line.d, size.width, size.height), size.width);
      expect(line.width).toBeGreaterThan(80);
      expect(line.width).toBeLessThan(100);
      expect(ink.left).toBeGreaterThanOrEqual(from);
      expect(ink.right).toBeLessThanOrEqual(to);
      expect([ink.bottom, 60 - ink.top]).toEqual([59, 33]);
    }
  });

  it('is crisp: edges of stems go from black to white within two pixels', async () => {
    const line = textPath('HIL', { sizePx: 24, weight: 'semibold', x: 4, y: 24 });
    const pixels = await drawn(line.d, 60, 32);
    const row = [...pixels.subarray(16 * 60, 17 * 60)];
    const steps = row.slice(2).map((value, index) => Math.abs(value - row[index]!));
    expect(Math.max(...steps)).toBeGreaterThan(220);
    expect(Math.min(...row)).toBeLessThan(30);
  });
});

describe('sizeToFit and clipToFit', () => {
  const text = 'Ruộng lúa thí nghiệm số 12 của hợp tác xã Bình Minh';

  it('shrink or cut only what is too wide', () => {
    const { width } = textPath(text, { sizePx: 20 });
    expect(sizeToFit(text, width + 1, { sizePx: 20 })).toBe(20);
    expect(clipToFit(text, width + 1, { sizePx: 20 })).toBe(text);
    const smaller = sizeToFit(text, width / 2, { sizePx: 20 });
    expect(textPath(text, { sizePx: smaller }).width).toBeCloseTo(width / 2, 1);
    const clipped = clipToFit(text, width / 2, { sizePx: 20 });
    expect(clipped).toMatch(/^Ruộng lúa thí nghiệm.*…$/);
    expect(textPath(clipped, { sizePx: 20 }).width).toBeLessThanOrEqual(width / 2);
  });
});

function inkBox(pixels: Buffer, width: number): { left: number; right: number; top: number; bottom: number } {
  const dark = [...pixels.keys()].filter((at) => pixels[at]! < 128);
  const columns = dark.map((at) => at % width);
  const rows = dark.map((at) => Math.floor(at / width));
  return {
    left: Math.min(...columns),
    right: Math.max(...columns),
    top: Math.min(...rows),
    bottom: Math.max(...rows),
  };
}
