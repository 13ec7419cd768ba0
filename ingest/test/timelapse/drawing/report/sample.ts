import { addDays, type LocalDay } from '@fieldlapse/contracts';
import sharp from 'sharp';
import { keogramPng } from '../../../../src/timelapse/drawing/keogram.ts';
import type { ReportTile, SeasonReport } from '../../../../src/timelapse/drawing/report/index.ts';

export const day = (text: string): LocalDay => text as LocalDay;

/** A picture of one colour, which neither paper nor hatching has. */
export const greenJpeg = await sharp({ create: { width: 320, height: 180, channels: 3, background: '#2a8c3a' } })
  .jpeg()
  .toBuffer();

/** `count` pictures, one a day; nine days are missing after the fourth one. */
export function tilesOf(count: number): ReportTile[] {
  const first = day('2026-06-01');
  return Array.from({ length: count < 4 ? count : count + 1 }, (_, index): ReportTile => {
    if (index === 4) {
      return { kind: 'gap', from: addDays(first, 4), to: addDays(first, 12), days: 9, reason: 'missing' };
    }
    const days = index < 4 ? index : index + 8;
    return {
      ...{ kind: 'picture', day: addDays(first, days), jpeg: async () => greenJpeg, daysAfterSowing: days },
      stage: { bbch: 25, name: 'Đẻ nhánh' },
      metrics: [{ label: 'Độ che phủ', value: days / 100, unit: '', decimals: 2 }],
    };
  });
}

const field = Uint8Array.from({ length: 64 * 3 }, (_, at) => [60, 140, 50][at % 3]!);

export async function sampleReport(count: number, more: Partial<SeasonReport> = {}): Promise<SeasonReport> {
  return {
    ...{ language: 'vi', site: 'Hợp tác xã Bình Minh', camera: 'Ruộng số 12', coverage: 0.9237 },
    ...{ from: day('2026-06-01'), to: day('2026-08-30'), orderedAt: Date.UTC(2026, 8, 1) },
    ...{ filmHash: '9f2c4b1e77aa03d5c6e8f1a2b3c4d5e6', picture: { width: 320, height: 180 } },
    season: { title: 'Hè Thu 2026', subject: 'Lúa OM 18', sowing: day('2026-06-01') },
    keogram: await keogramPng([field, field, null, null, field, field], 8),
    tiles: tilesOf(count),
    ...more,
  };
}
