import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { reportPdf } from '../../../../src/timelapse/drawing/report/index.ts';
import { readPdf } from './read-pdf.ts';
import { day, sampleReport, tilesOf } from './sample.ts';

describe('reportPdf', () => {
  it('says what it is about in Vietnamese that can be searched, with its fonts inside', async () => {
    const { pages, fonts } = readPdf(await reportPdf(await sampleReport(5)));
    expect(pages).toHaveLength(1);
    expect(pages[0]).toEqual(
      expect.arrayContaining([
        'Báo cáo hình ảnh mùa vụ',
        'Hợp tác xã Bình Minh',
        'Ruộng số 12',
        'Hè Thu 2026 · Lúa OM 18 · sạ ngày 01/06/2026',
        '01/06/2026 – 30/08/2026',
        '5 ảnh trong báo cáo · 9 ngày không có ảnh · Đã chụp 92,4% số ảnh theo lịch',
        'Fieldlapse · Mã phim 9f2c4b1e77aa03d5c6e8f1a2b3c4d5e6',
      ]),
    );
    expect(fonts.map((name) => name.replace(/^\w+\+/, '')).sort()).toEqual([
      'SourceSans3-Regular',
      'SourceSans3-SemiBold',
    ]);
  });

  it('gives each picture its date, days after sowing, stage and metrics, and each gap its length and days', async () => {
    const [page] = readPdf(await reportPdf(await sampleReport(5))).pages;
    const last = page!.indexOf('14/06/2026');
    expect(page!.slice(last, last + 4)).toEqual([
      '14/06/2026',
      'Ngày 13 sau sạ',
      'Đẻ nhánh (BBCH 25)',
      'Độ che phủ: 0,13',
    ]);
    const gap = page!.indexOf('9 ngày không có ảnh');
    expect(page![gap + 1]).toBe('05/06/2026 – 13/06/2026');
  });

  it('speaks English where it is asked to', async () => {
    const report = await sampleReport(1, { language: 'en', coverage: null, tiles: tilesOf(4) });
    const text = readPdf(await reportPdf(report)).pages[0]!.join('\n');
    expect(text).toContain('Image report of the season');
    expect(text).toContain(
      '4 pictures in this report · 9 days without pictures · No schedule of pictures is configured',
    );
    expect(text).toContain('Day 3 after sowing');
  });

  it('goes on over as many pages as it needs, all pictures inside as small JPEGs, pages numbered', async () => {
    const done: number[] = [];
    const pdf = await reportPdf(await sampleReport(40), { onProgress: (count) => done.push(count) });
    const { pages, jpegs } = readPdf(pdf);
    expect(pages.length).toBeGreaterThan(2);
    for (const [index, lines] of pages.entries()) expect(lines).toContain(`Trang ${index + 1}/${pages.length}`);
    const dates = pages.flat().filter((line) => /^\d\d\/\d\d\/2026$/.test(line));
    expect(new Set(dates).size).toBe(41);
    expect(jpegs).toHaveLength(40);
    const { width, height } = await sharp(jpegs[0]).metadata();
    expect([width! / height!, width! > 400]).toEqual([expect.closeTo(16 / 9, 1), true]);
    expect(done).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  it('shows a picture that can no longer be had as a hatched tile that says so', async () => {
    const tiles = tilesOf(2).map((tile) => (tile.kind === 'picture' ? { ...tile, jpeg: async () => null } : tile));
    const { pages, jpegs } = readPdf(await reportPdf(await sampleReport(2, { tiles })));
    expect(jpegs).toEqual([]);
    expect(pages[0]!.filter((line) => line === 'Ảnh không còn đọc được')).toHaveLength(2);
  });

  it('cuts names that are too long instead of writing over the edge', async () => {
    const report = await sampleReport(1, { site: 'Nông trại thực nghiệm '.repeat(20), tiles: tilesOf(1) });
    const [page] = readPdf(await reportPdf(report)).pages;
    expect(page!.find((line) => line.startsWith('Nông trại thực'))).toMatch(/^.{60,140}…$/);
  });

  it('is the same bytes for the same order', async () => {
    const [once, again] = [await reportPdf(await sampleReport(3)), await reportPdf(await sampleReport(3))];
    expect(again.equals(once)).toBe(true);
    const later = await reportPdf(await sampleReport(3, { to: day('2026-08-31') }));
    expect(later.equals(once)).toBe(false);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const work = reportPdf(await sampleReport(20), {
      signal: stop.signal,
      onProgress: (count) => count === 3 && stop.abort(new Error('cancelled by a person')),
    });
    await expect(work).rejects.toThrow('cancelled by a person');
  });
});
