import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { reportJpeg } from '../../../../src/timelapse/drawing/report/index.ts';
import { sampleReport } from './sample.ts';

async function read(jpeg: Buffer) {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  const share = (is: (r: number, g: number, b: number) => boolean, from: number, to: number): number => {
    let count = 0;
    for (let at = from * info.width * 3; at < to * info.width * 3; at += 3) {
      if (is(data[at]!, data[at + 1]!, data[at + 2]!)) count += 1;
    }
    return count / ((to - from) * info.width);
  };
  return { ...info, share };
}

const green = (r: number, g: number, b: number) => g > 120 && r < 80 && b < 90;
const dark = (r: number, g: number, b: number) => r + g + b < 200;

describe('reportJpeg', () => {
  it('is one picture: a head with dark text, the keogram, then tiles', async () => {
    const sheet = await read(await reportJpeg(await sampleReport(11)));
    expect(sheet.width).toBe(2000);
    expect(sheet.height).toBeLessThan(2000);
    expect(sheet.share(dark, 80, 300)).toBeGreaterThan(0.005);
    expect(sheet.share(green, 80, 280)).toBeLessThan(0.02);
    expect(sheet.share(green, 430, sheet.height)).toBeGreaterThan(0.3);
  });

  it('hatches gaps', async () => {
    const report = await sampleReport(4);
    const gaps = report.tiles.filter(({ kind }) => kind === 'gap');
    expect(gaps).toHaveLength(1);
    const [without, withGap] = await Promise.all([
      reportJpeg({ ...report, tiles: report.tiles.filter(({ kind }) => kind === 'picture') }).then(read),
      reportJpeg({ ...report, tiles: [...gaps, ...report.tiles.slice(0, 3)] }).then(read),
    ]);
    const hatched = withGap.share(dark, 430, withGap.height) - without.share(dark, 430, without.height);
    expect(hatched).toBeGreaterThan(0.1);
  });

  it('stays below 4,000 px however long the season is, and then shows evenly chosen pictures', async () => {
    const total: number[] = [];
    const jpeg = await reportJpeg(await sampleReport(200), { onProgress: (_, all) => total.push(all) });
    const sheet = await read(jpeg);
    expect(sheet.height).toBeLessThanOrEqual(4000);
    expect(sheet.height).toBeGreaterThan(3600);
    expect(total[0]).toBeGreaterThan(60);
    expect(total[0]).toBeLessThan(110);
    expect(total).toHaveLength(total[0]!);
  });

  it('is the same bytes for the same order', async () => {
    const [once, again] = [await reportJpeg(await sampleReport(3)), await reportJpeg(await sampleReport(3))];
    expect(again.equals(once)).toBe(true);
  });
});
