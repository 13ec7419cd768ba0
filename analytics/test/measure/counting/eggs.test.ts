import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeView } from '@fieldlapse/imaging';
import { beforeAll, expect, it } from 'vitest';
import { trainCounter, type LabelledPicture, type TrainedCounter } from '@fieldlapse/analytics';

// A real series with its sources beside it; see eggs/SOURCE.md.
const folder = join(import.meta.dirname, 'eggs');
const rows = readFileSync(join(folder, 'truth.csv'), 'utf8').trim().split('\n').slice(1);
const roi = JSON.parse(readFileSync(join(folder, 'floor.json'), 'utf8')) as [number, number][];

async function* labelled(): AsyncGenerator<LabelledPicture> {
  for (const row of rows) {
    const [name = '', count, hens] = row.split(',');
    const picture = await decodeView(readFileSync(join(folder, name)));
    yield { picture, count: Number(count), blocked: Number(hens) > 0, day: name.slice(15, 25) };
  }
}

let trained: TrainedCounter;
beforeAll(async () => {
  // An egg is 32 × 28 px of 640: 0.047 of the width.
  trained = await trainCounter(labelled(), { name: 'eggs', version: '1.0.0', roi, objectWidth: 0.047 });
}, 600_000);

it('leaves every hen uncounted and answers for every free view, on days that it did not learn from', () => {
  expect(trained.model.accuracy).toMatchObject({ days: 4, free: 15, answered: 15, blocked: 6, blockedLeftOut: 6 });
});

it('counts more frames exactly than the 32 % of the detector of the series’ author, and is seldom far off', () => {
  const { exactShare, meanAbsoluteError, medianExactShare } = trained.model.accuracy;
  expect(exactShare).toBeGreaterThan(0.32);
  expect(exactShare).toBeGreaterThan(2 * medianExactShare);
  expect(meanAbsoluteError).toBeLessThan(1);
});

it('counts nights by the same finder as days, less surely', () => {
  const nights = trained.rehearsed.filter((_, index) => /1700|0700|0730/.test(rows[index]!));
  const errors = nights.map(({ answer, count }) => Math.abs((answer as number) - count));
  expect(errors).toHaveLength(3);
  expect((errors[0]! + errors[1]! + errors[2]!) / 3).toBeLessThan(2.5);
});
