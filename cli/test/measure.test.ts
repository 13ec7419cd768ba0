import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from '../src/command-line.ts';

const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-measure-'));
afterAll(() => rm(folder, { recursive: true }));

/** Runs `fieldlapse …` in this process. */
async function fieldlapse(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const texts = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      texts[stream] += String(text);
      return true;
    }),
  );
  try {
    return { code: await runCommandLine([process.execPath, 'fieldlapse', ...args]), ...texts };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** A photo whose left part is green; where it is turned, the camera lay on its side. */
async function photo(name: string, greenShare: number, orientation?: number): Promise<string> {
  const [width, height] = [600, 400];
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at += 1) {
    // Coarse enough that no picture gate takes it for one out of focus.
    const grain = (((at >> 1) * 7919) % 41) - 20;
    const colour = at % width < width * greenShare ? [70, 130, 45] : [120, 98, 74];
    for (let channel = 0; channel < 3; channel += 1) pixels[at * 3 + channel] = colour[channel]! + grain;
  }
  const path = join(folder, name);
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .withMetadata(orientation === undefined ? {} : { orientation })
    .jpeg({ quality: 92 })
    .toFile(path);
  return path;
}

interface Shown {
  readonly photo: string;
  readonly methods: readonly { method: string; values: Record<string, number>; validated?: boolean | null }[];
  readonly mask?: string;
  readonly error?: { code: string };
}

/** What `--json` prints, and the exit code. */
async function measure(...args: string[]): Promise<{ code: number; photos: readonly Shown[] }> {
  const { code, stdout } = await fieldlapse(['measure', ...args, '--model', 'index', '--json']);
  return { code, photos: (JSON.parse(stdout) as { photos: Shown[] }).photos };
}

const valueOf = (shown: Shown | undefined, metric: string): number | undefined =>
  shown?.methods.findLast(({ values }) => metric in values)?.values[metric];

const quarter = await photo('quarter.jpg', 0.25);
const half = await photo('half.jpg', 0.5);

describe('fieldlapse measure', () => {
  it('reads what people keep photos in: the same numbers as of the JPEG, masks of their size', async () => {
    const jpeg = sharp(quarter);
    const kinds = {
      'same.png': jpeg.clone().png(),
      'deep.png': jpeg.clone().toColourspace('rgb16').png(),
      'alpha.webp': jpeg.clone().ensureAlpha().webp({ lossless: true }),
      'same.tiff': jpeg.clone().tiff({ compression: 'lzw' }),
    };
    const paths = Object.keys(kinds).map((name) => join(folder, name));
    for (const [name, picture] of Object.entries(kinds)) await picture.toFile(join(folder, name));
    const { code, photos } = await measure(quarter, ...paths, '--mask-out', join(folder, 'kinds'));
    expect(code).toBe(0);
    for (const shown of photos) {
      for (const metric of ['meanRedDn', 'meanGreenDn', 'meanBlueDn'] as const) {
        expect(
          Math.abs(valueOf(shown, metric)! - valueOf(photos[0], metric)!),
          `${shown.photo} ${metric}`,
        ).toBeLessThan(0.1);
      }
      expect(valueOf(shown, 'plantCover')).toBeCloseTo(valueOf(photos[0], 'plantCover')!, 2);
      expect(await sharp(shown.mask).metadata()).toMatchObject({ width: 600, height: 400 });
    }
  });

  it('writes no mask over a photo that lies in the same folder', async () => {
    const png = join(folder, 'field.png');
    await sharp(quarter).png().toFile(png);
    const { photos } = await measure(png, '--mask-out', folder);
    expect(photos[0]!.mask).toBe(join(folder, 'field-2.png'));
    expect((await sharp(png).metadata()).channels).toBe(3);
  });

  it('measures photos without a server and makes no data folder', async () => {
    const data = join(folder, 'data');
    const { code, photos } = await measure(quarter, half, '--data', data);
    expect(code).toBe(0);
    expect(valueOf(photos[0], 'plantCover')).toBeCloseTo(0.25, 1);
    expect(valueOf(photos[1], 'greenCover')).toBeCloseTo(0.5, 1);
    expect(valueOf(photos[1], 'gcc')!).toBeGreaterThan(valueOf(photos[0], 'gcc')!);
    expect(existsSync(data)).toBe(false);
  });

  it('gives a bad photo its coded error and goes on with the others', async () => {
    const broken = join(folder, 'broken.jpg');
    await writeFile(broken, 'not a picture');
    const { code, photos } = await measure(broken, join(folder, 'absent.jpg'), half);
    expect(code).toBe(1);
    expect(photos.map(({ error }) => error?.code)).toEqual(['NOT_A_JPEG', 'BAD_ARGUMENT', undefined]);
    expect(valueOf(photos[2], 'plantCover')).toBeCloseTo(0.5, 1);
    const { stdout } = await fieldlapse(['measure', broken, half, '--model', 'index']);
    expect(stdout.split('\n')[1]).toMatch(/broken\.jpg {2}NOT_A_JPEG: /);
  });

  it('counts the area alone, drawn as a mask of either colour or given as corners', async () => {
    const mask = join(folder, 'area.png');
    const left = Buffer.alloc(60 * 40, 0).map((_, at) => (at % 60 < 30 ? 255 : 0));
    await sharp(left, { raw: { width: 60, height: 40, channels: 1 } })
      .png()
      .toFile(mask);
    const corners = join(folder, 'area.json');
    await writeFile(corners, '[[0,0],[0.5,0],[0.5,1],[0,1]]');
    const coverIn = async (...area: string[]) =>
      valueOf((await measure(half, '--roi', ...area)).photos[0], 'plantCover');
    expect(await coverIn(mask)).toBeGreaterThan(0.97);
    expect(await coverIn(mask, '--roi-inside', 'black')).toBeLessThan(0.03);
    expect(await coverIn(corners)).toBeGreaterThan(0.97);
  });

  it('says what is wrong with an area', async () => {
    const corners = join(folder, 'pixels.json');
    await writeFile(corners, '[[0,0],[300,0],[300,400]]');
    const byPixels = await fieldlapse(['measure', half, '--model', 'index', '--roi', corners]);
    expect(byPixels).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^BAD_ARGUMENT: .*shares of width and height/),
    });
    const byPhoto = await fieldlapse(['measure', half, '--model', 'index', '--roi', half]);
    expect(byPhoto).toMatchObject({ code: 1, stderr: expect.stringMatching(/^MASK_REFUSED: /) });
  });

  it('writes masks of the photo’s own upright size, 255 where a plant is', async () => {
    const turned = await photo('turned.jpg', 0.5, 6);
    const out = join(folder, 'masks');
    const { photos } = await measure(quarter, turned, '--mask-out', out);
    expect((await readdir(out)).sort()).toEqual(['quarter.png', 'turned.png']);
    const { data: pixels, info: size } = await sharp(photos[0]!.mask)
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([size.width, size.height, size.channels]).toEqual([600, 400, 1]);
    expect(new Set(pixels)).toEqual(new Set([0, 255]));
    expect(pixels.filter((value) => value === 255).length / pixels.length).toBeCloseTo(0.25, 1);
    expect(await sharp(photos[1]!.mask).metadata()).toMatchObject({ width: 400, height: 600 });
  });

  it('says whether a method was ever measured on that crop', async () => {
    const { photos } = await measure(half, '--subject', 'Peanut');
    expect(photos[0]!.methods.map(({ validated }) => validated)).toEqual([undefined, true]);
    const { stdout } = await fieldlapse(['measure', half, '--model', 'index', '--subject', 'rice']);
    expect(stdout).toContain('NOT validated for rice');
  });

  it('asks the model that is named, or says that there is none', async () => {
    const missing = await fieldlapse(['measure', half, '--model', 'nothing', '--data', join(folder, 'data')]);
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringMatching(/^MODEL_MISSING: /) });
    const { stdout } = await fieldlapse(['measure', half, '--model', 'canopy', '--json']);
    const [shown] = (JSON.parse(stdout) as { photos: Shown[] }).photos;
    const byModel = shown!.methods.find(({ method }) => method.startsWith('canopy-'));
    expect(byModel?.values['plantCover']).toBeGreaterThan(0);
    expect(byModel?.values['plantCover']).toBeLessThan(1);
  });
});
