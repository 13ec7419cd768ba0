import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { coverOf, shippedModels, type SegmentationCard, type SegmentationOutput } from '@fieldlapse/analytics';
import { decodeView } from '@fieldlapse/imaging';
import { plain, poolOf } from '../support/models.ts';

const canopy = { name: 'canopy', version: '1.0.0' };
const arabidopsis = '../shared/data/images/arabidopsis-daily';
const isHere = existsSync(arabidopsis);

type Table = Record<'model' | 'index', { iou: number; coverErrorMean: number; coverErrorMax: number }>;

const readCard = (name: string, version: string) =>
  JSON.parse(readFileSync(join(shippedModels, name, version, 'model.json'), 'utf8')) as SegmentationCard;

describe('shipped models', () => {
  it('pass their golden tests', async () => {
    const pool = await poolOf(shippedModels);
    const names = (await pool.ready()).map(({ name }) => name);
    expect(pool.refused()).toEqual([]);
    expect(names).toContain('canopy');
  });

  it('are the default only where unseen photos say that they beat the index', () => {
    const card = readCard('canopy', '1.0.0');
    expect(card.default).toBe(true);
    for (const kind of ['fresh', 'similar']) {
      const { allScenes } = card.accuracy[kind] as { allScenes: Table };
      expect(allScenes.model.iou).toBeGreaterThanOrEqual(allScenes.index.iou + 0.05);
      expect(allScenes.model.coverErrorMean).toBeLessThan(allScenes.index.coverErrorMean);
    }
  });

  it.each([
    ['black', [0, 0, 0]],
    ['white', [250, 250, 250]],
    ['soil', [150, 120, 90]],
    ['sky', [140, 170, 220]],
  ] as const)('canopy finds no plant where all is %s', async (_, colour) => {
    const pool = await poolOf(shippedModels, {}, { only: ({ name }) => name === 'canopy' });
    const output = (await pool.run(canopy, plain(320, 240, [...colour]))) as SegmentationOutput;
    expect(coverOf(output, readCard('canopy', '1.0.0')).values.plantCover).toBeLessThan(0.02);
  });
});

describe.skipIf(!isHere)(`canopy on pictures of another plant${isHere ? '' : ' (skipped: no pictures here)'}`, () => {
  it('sees a rosette grow every day, though it was never shown one', async () => {
    const pool = await poolOf(shippedModels, {}, { only: ({ name }) => name === 'canopy' });
    const card = readCard('canopy', '1.0.0');
    const covers: number[] = [];
    for (const file of readdirSync(arabidopsis)
      .filter((name) => name.endsWith('.jpg'))
      .sort()) {
      const picture = await decodeView(readFileSync(join(arabidopsis, file)));
      covers.push(coverOf((await pool.run(canopy, picture)) as SegmentationOutput, card).values.plantCover!);
    }
    expect(covers).toHaveLength(11);
    for (let day = 1; day < covers.length; day += 1) expect(covers[day]).toBeGreaterThan(covers[day - 1]!);
  });
});
