import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Point, SeriesStore } from '@fieldlapse/store';
import { codeOf, testFolder } from '../support/folders.ts';
import { seriesModel, type SeriesModel } from './series-model.ts';

const hourMs = 3_600_000;
const start = Date.UTC(2026, 2, 1, 0, 20);

/** What every {@link SeriesStore} keeps; `open` makes an empty one for each folder that it has not seen. */
export function seriesConformance(open: (folder: string) => Promise<SeriesStore>): void {
  const fresh = async (): Promise<SeriesStore> => {
    const store = await open(await testFolder());
    onTestFinished(() => store.close());
    return store;
  };

  describe('a series store', () => {
    it('gives back points in time order, up to a limit', async () => {
      const store = await fresh();
      await store.append([point('s', 3, 30), point('s', 1, 10), point('other', 2, 99)]);
      await store.append([point('s', 2, 20)]);
      expect(await store.range('s', start, start + 10)).toEqual([
        point('s', 1, 10),
        point('s', 2, 20),
        point('s', 3, 30),
      ]);
      expect(await store.range('s', start + 2, start + 3)).toEqual([point('s', 2, 20)]);
      expect(await store.range('s', start, start + 10, 2)).toEqual([point('s', 1, 10), point('s', 2, 20)]);
      expect(await store.range('unknown', start, start + 10)).toEqual([]);
      expect(await store.range('s', start + 10, start)).toEqual([]);
    });

    it('replaces the value of a point that comes again', async () => {
      const store = await fresh();
      await store.append([point('s', 1, 10), point('s', 1, 11)]);
      await store.append([point('s', 1, 12), point('s', 2, -0)]);
      expect(await store.range('s', start, start + 10)).toEqual([point('s', 1, 12), point('s', 2, 0)]);
    });

    it('keeps 0 °C and the sharpest doubles', async () => {
      const store = await fresh();
      const values = [0, -273.15, Number.MAX_VALUE, Number.MIN_VALUE, 0.1 + 0.2, 2 ** 53 + 2];
      await store.append(values.map((value, index) => point('s', index, value)));
      expect((await store.range('s', start, start + 10)).map(({ value }) => value)).toEqual(values);
    });

    it('knows the newest point of every series of a prefix', async () => {
      const store = await fresh();
      await store.append([point('a/x', 5, 1), point('a/y', 6, 2), point('ab', 9, 3), point('b/x', 7, 4)]);
      await store.append([point('a/x', 4, 0)]);
      expect(await store.latest('a/')).toEqual([point('a/x', 5, 1), point('a/y', 6, 2)]);
      expect((await store.latest('')).map(({ series }) => series)).toEqual(['a/x', 'a/y', 'ab', 'b/x']);
      expect(await store.latest('none')).toEqual([]);
    });

    it('keeps a peak of one minute in the buckets of a year', async () => {
      const store = await fresh();
      const days = Array.from({ length: 365 * 24 }, (_, hour) => point('s', hour * hourMs, 20));
      await store.append([...days, point('s', 200 * 24 * hourMs + 60_000, 61.5)]);
      const buckets = await store.buckets('s', start, start + 365 * 24 * hourMs, 100);
      expect(buckets).toHaveLength(100);
      expect(Math.max(...buckets.map(({ max }) => max))).toBe(61.5);
      expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(days.length + 1);
    });

    it('takes points out, and takes new ones of the same time', async () => {
      const store = await fresh();
      await store.append([0, 1, 2, 3].map((offset) => point('s', offset * hourMs, offset)));
      await store.append([point('other', hourMs, 9)]);
      for (let time = 0; time < 2; time++) await store.remove('s', start + hourMs, start + 3 * hourMs);
      await store.remove('unknown', start, start + hourMs);
      await store.remove('s', start + hourMs, start);
      expect(await store.range('s', start, start + 4 * hourMs)).toEqual([point('s', 0, 0), point('s', 3 * hourMs, 3)]);
      expect(await store.buckets('s', start, start + 4 * hourMs, 1)).toMatchObject([{ count: 2, min: 0, max: 3 }]);
      await store.remove('s', start + 3 * hourMs, start + 4 * hourMs);
      expect(await store.latest('')).toEqual([point('other', hourMs, 9), point('s', 0, 0)]);
      await store.append([point('s', 2 * hourMs, 7)]);
      expect(await store.latest('s')).toEqual([point('s', 2 * hourMs, 7)]);
      await store.remove('s', start, start + 4 * hourMs);
      expect(await store.latest('s')).toEqual([]);
    });

    it('refuses what is no point, and keeps nothing of it', async () => {
      const store = await fresh();
      for (const bad of [
        point('s', 1, NaN),
        point('s', 1, Infinity),
        point('s', 0.5, 1),
        point('', 1, 1),
        point('\ud800', 1, 1),
        point('x'.repeat(257), 1, 1),
      ]) {
        expect(await codeOf(store.append([point('s', 0, 1), bad]))).toBe('BAD_POINT');
      }
      expect(await codeOf(store.buckets('s', start, start + 1, 0))).toBe('BAD_POINT');
      expect(await codeOf(store.range('s', 0.5, 1))).toBe('BAD_POINT');
      expect(await store.latest('')).toEqual([]);
    });

    it('keeps series apart whatever their names are made of', async () => {
      const store = await fresh();
      const odd = [
        ...[
          'a b',
          'a,b',
          'a=b',
          'a\\',
          'a\\b',
          'a"b',
          "a'b",
          'a/b',
          'a.*b',
          'a%2Cb',
          'a%b',
          'a\nb',
          'a\tb',
          'a\u0000b',
          ' a ',
          '#a',
        ],
        ...[
          'nhiệt độ',
          '🌾',
          'á',
          'a\u0301',
          '~a',
          '~f/c/roi/gcc/rgb-1',
          '~f/c/roi/count/m 1/d1-p90',
          'f/air/airTempC',
          'f/a,b=c/airTempC',
        ],
        ...['$a', '/', '//airTempC', 'x'.repeat(256), 'select', 'time', 'series', 'value'],
      ];
      await store.append(odd.map((series, value) => ({ series, t: start, value })));
      for (const [value, series] of odd.entries()) {
        expect(await store.range(series, start, start + 1)).toEqual([{ series, t: start, value }]);
        expect((await store.latest(series)).map((newest) => newest.series)).toEqual(
          odd.filter((name) => name.startsWith(series)).sort(byCodePoint),
        );
      }
      expect(await store.latest('')).toHaveLength(odd.length);
      await store.remove("a'b", start, start + 1);
      await store.remove('a\\', start, start + 1);
      expect(await store.latest('')).toHaveLength(odd.length - 2);
    });

    it('keeps every point of many writers at once', async () => {
      const store = await fresh();
      const writers = Array.from({ length: 50 }, (_, writer) =>
        store.append(Array.from({ length: 20 }, (_, index) => point(`w/${writer % 10}`, writer * 100 + index, writer))),
      );
      await Promise.all(writers);
      for (let series = 0; series < 10; series++)
        expect(await store.range(`w/${series}`, start, start + 10_000)).toHaveLength(100);
    });

    // Over weeks buckets are a day and longer.
    it.each([
      ['hours', hourMs],
      ['weeks', 24 * hourMs],
    ])(
      'answers over %s as a plain map does, whatever comes in whatever order, also after it is opened again',
      async (_, unitMs) => {
        await fc.assert(
          fc.asyncProperty(
            fc.array(stepOver(unitMs), { maxLength: 12 }),
            fc.array(questionOver(unitMs), { minLength: 3, maxLength: 8 }),
            async (steps, questions) => {
              const folder = await testFolder();
              const model = seriesModel();
              let store = await open(folder);
              try {
                for (const step of steps) {
                  if (step === 'reopen') {
                    await store.close();
                    store = await open(folder);
                  } else if ('removed' in step) {
                    await store.remove(step.removed, step.from, step.to);
                    model.remove(step.removed, step.from, step.to);
                  } else {
                    await store.append(step);
                    model.append(step);
                  }
                  for (const asked of questions.slice(0, 2)) await compare(store, model, asked);
                }
                for (const asked of questions) await compare(store, model, asked);
              } finally {
                await store.close();
              }
            },
          ),
          { numRuns: 25 },
        );
      },
    );
  });
}

function point(series: string, offsetMs: number, value: number): Point {
  return { series, t: start + offsetMs, value };
}

const names = ['a', 'b', 'ab/c'];
const stepOver = (unitMs: number) => {
  // Few distinct times, so that points are often replaced and hours often shared.
  const anyTime = fc.integer({ min: 0, max: 200 }).map((tenth) => tenth * (unitMs / 10) + (tenth % 3));
  const anyPoint = fc
    .record({ series: fc.constantFrom(...names), t: anyTime, value: fc.integer({ min: -1000, max: 1000 }) })
    .map(({ series, t, value }) => point(series, t, value / 8));
  const removal = fc
    .record({
      removed: fc.constantFrom(...names),
      at: fc.integer({ min: 0, max: 15 * unitMs }),
      span: fc.nat(6 * unitMs),
    })
    .map(({ removed, at, span }) => ({ removed, from: start + at, to: start + at + span }));
  return fc.oneof(
    { arbitrary: removal, weight: 1 },
    { arbitrary: fc.array(anyPoint, { minLength: 1, maxLength: 40 }), weight: 3 },
    { arbitrary: fc.constant('reopen' as const), weight: 1 },
  );
};
const questionOver = (unitMs: number) =>
  fc.record({
    series: fc.constantFrom(...names),
    from: fc.integer({ min: -unitMs, max: 15 * unitMs }),
    span: fc.integer({ min: 1, max: 25 * unitMs }),
    count: fc.integer({ min: 1, max: 30 }),
    limit: fc.integer({ min: 1, max: 50 }),
  });
type Question = ReturnType<typeof questionOver> extends fc.Arbitrary<infer T> ? T : never;

async function compare(store: SeriesStore, model: SeriesModel, asked: Question): Promise<void> {
  const { series, count, limit } = asked;
  const from = start + asked.from;
  const to = from + asked.span;
  expect(await store.range(series, from, to)).toEqual(model.range(series, from, to));
  expect(await store.range(series, from, to, limit)).toEqual(model.range(series, from, to).slice(0, limit));
  expect(await store.latest('a')).toEqual(model.latest('a'));

  const width = (to - from) / count;
  const grain = width >= hourMs ? hourMs : 1;
  let end = from;
  let points = 0;
  for (const bucket of await store.buckets(series, from, to, count)) {
    // Eighths sum without rounding, so the mean too is equal, not only near.
    expect(bucket).toEqual(model.bucket(series, bucket.from, bucket.to));
    expect(bucket.from).toBeGreaterThanOrEqual(end);
    expect(Math.abs(bucket.to - bucket.from - width)).toBeLessThanOrEqual(grain);
    end = bucket.to;
    points += bucket.count;
  }
  expect(end).toBeLessThanOrEqual(to);
  expect(points).toBe(model.range(series, from, to).length);
}

function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
