import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeView } from '@fieldlapse/imaging';
import { trainCounter, type LabelledPicture } from '@fieldlapse/analytics';
import sharp from 'sharp';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../support/models.ts';
import { drawView, eggRadius, type DrawnView } from '../../counting/drawn-views.ts';
import { camera, firstMorning, hourMs, openFarm, site } from '../farm.ts';

async function jpegOf(view: DrawnView): Promise<Buffer> {
  const { width, height, pixels } = drawView(view);
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer();
}

async function labelled(): Promise<LabelledPicture[]> {
  const views = [4, 1, 6, 2, 7, 3, 0, 5, 8, 2, 6, 4].map((eggs, at) => ({ seed: at, eggs, hen: at === 3 || at === 8 }));
  return Promise.all(
    views.map(async (view, at) => {
      const picture = await decodeView(await jpegOf(view));
      return { picture, count: view.eggs, blocked: view.hen, day: `2026-03-0${1 + (at % 3)}` };
    }),
  );
}

it(
  'a counter that was taught a camera’s view counts in its frames, or says why not',
  { timeout: 400_000 },
  async () => {
    const told = { name: 'eggs', version: '1.0.0', site, camera, objectWidth: (2 * eggRadius) / 320 };
    const { model } = await trainCounter(await labelled(), told);
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'eggs', '1.0.0'), { recursive: true });
    await writeFile(join(folder, 'eggs', '1.0.0', 'counter.json'), JSON.stringify(model));
    const farm = await openFarm();
    onTestFinished(() => farm.close());
    await farm.start({ modelFolders: [folder] });
    const free = await farm.accept(firstMorning, await jpegOf({ seed: 51, eggs: 5 }));
    const hen = await farm.accept(firstMorning + hourMs, await jpegOf({ seed: 55, eggs: 4, hen: true }));
    await expect.poll(() => farm.points('count', 'eggs-1.0.0'), { timeout: 60_000 }).toEqual([[firstMorning, 5]]);
    await farm.untilMeasured();
    const [counted, blocked] = [await farm.metricsOf(free.f), await farm.metricsOf(hen.f)];
    expect(counted.get('roi eggs-1.0.0')?.modelHash).toMatch(/^[0-9a-f]{64}$/);
    expect(counted.get('roi eggs-1.0.0')?.uncertainty.count).toBeGreaterThanOrEqual(0);
    expect(blocked.get('roi eggs-1.0.0')).toMatchObject({ measured: {}, withheld: { count: 'blocked' } });
    // Its folder holds no model, and none is said to be refused.
    const models = (await (await farm.reader()).models()).map(({ name, state }) => `${name} ${state}`);
    expect(models.filter((one) => one.startsWith('eggs'))).toEqual(['eggs ready']);
  },
);
