import { describe, expect, it } from 'vitest';
import { orderOf, type OrderArguments } from '../../src/film/film-order.ts';

const asked = (more: Partial<OrderArguments>) =>
  orderOf({ camera: 'bo-dong', kind: 'season', out: 'film.mp4', ...more }, 'demo');

describe('the order of a film', () => {
  it('is a plain MP4 where nothing else is said', () => {
    expect(asked({})).toEqual({ site: 'demo', camera: 'bo-dong', kind: 'season', format: 'mp4', language: 'vi' });
  });

  it.each([
    ['a.webm', 'webm'],
    ['a.GIF', 'gif'],
    ['a.zip', 'stills'],
    ['a.pdf', 'report-pdf'],
    ['a.jpg', 'report-jpeg'],
    ['a', 'mp4'],
  ])('takes its format from the ending of %s', (out, format) => {
    expect(asked({ out }).format).toBe(format);
    expect(asked({ out, format: 'webp' }).format).toBe('webp');
  });

  it('says that everybody may see the film only where it is told so', () => {
    expect(asked({ publish: true }).publish).toBe(true);
    expect(asked({}).publish).toBeUndefined();
  });

  it('knows pace, overlays and the film beside it by the names of the options', () => {
    expect(asked({ daysPerSec: 7, overlay: 'date, days,series=tram-1/waterLevelCm' })).toMatchObject({
      pace: { daysPerSec: 7 },
      overlays: { date: true, daysAfterSowing: true, stage: false, series: 'tram-1/waterLevelCm' },
    });
    expect(asked({ compareCamera: 'bo-tay', align: 'degree-days' }).compare).toEqual({
      ...{ site: 'demo', camera: 'bo-tay', kind: 'season', align: 'degree-days' },
    });
    expect(asked({ compareFrom: '2025-03-01', compareTo: '2025-06-01' }).compare).toMatchObject({
      ...{ camera: 'bo-dong', from: '2025-03-01', to: '2025-06-01', align: 'date' },
    });
  });

  it.each([
    [{ fps: 10, duration: 3 }, /--fps, --days-per-sec and --duration/],
    [{ fps: 1000 }, /^pace/],
    [{ overlay: 'weather' }, /not "weather"/],
    [{ kind: 'range', from: '2026-01-01' }, /--kind range needs/],
    [{ kind: 'day' }, /--kind day needs/],
    [{ from: '1 May' }, /"1 May" is not a day/],
    [{ align: 'date' }, /--compare-camera/],
    [{ maxBytes: 3 }, /^maxBytes/],
  ] as const)('refuses %j and says why', (more, why) => {
    expect(() => asked(more)).toThrow(why);
  });
});
