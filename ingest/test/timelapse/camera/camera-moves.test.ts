import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { openCameraMoves } from '../../../src/timelapse/camera/open-camera-moves.ts';
import { camera, dayMs, firstMorning, framesIn, hourMs, openFarm, type Farm } from '../farm.ts';

let farm: Farm;
afterEach(() => farm.close());

const [width, height] = [640, 360];
const margin = 60;

/** A scene with things to hold on to: stones of many sizes on a slope, the same ones in every picture. */
function scene(): Buffer {
  const [w, h] = [width + 2 * margin, height + 2 * margin];
  const pixels = Buffer.alloc(w * h * 3);
  for (let at = 0; at < w * h; at += 1) pixels.fill(90 + ((at / w) >> 3), at * 3, at * 3 + 3);
  let seed = 7;
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let stone = 0; stone < 500; stone += 1) {
    const [x, y, radius, shade] = [random() * w, random() * h, 3 + random() * 12, 40 + random() * 190];
    for (let row = Math.max(0, y - radius) | 0; row < Math.min(h, y + radius); row += 1) {
      for (let column = Math.max(0, x - radius) | 0; column < Math.min(w, x + radius); column += 1) {
        if ((row - y) ** 2 + (column - x) ** 2 > radius ** 2) continue;
        pixels.fill(shade + ((row * 7 + column * 13) % 17), (row * w + column) * 3, (row * w + column) * 3 + 3);
        pixels[(row * w + column) * 3 + 1] = Math.min(255, shade + 25);
      }
    }
  }
  return pixels;
}

const stones = scene();
/** What the camera sees when it is turned by so many pixels to the right and down, with a sensor's noise. */
async function view(dx: number, dy: number, noise: number): Promise<Buffer> {
  const raw = { width: width + 2 * margin, height: height + 2 * margin, channels: 3 as const };
  const box = { left: margin + dx, top: margin + dy, width, height };
  const pixels = await sharp(stones, { raw }).extract(box).raw().toBuffer();
  let seed = noise + 1;
  for (let at = 0; at < pixels.length; at += 1) {
    seed = (seed * 48_271) % 2_147_483_647;
    pixels[at] = Math.max(0, Math.min(255, (pixels[at] ?? 0) + (seed % 9) - 4));
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toBuffer();
}

/** Frames of a morning; `shiftOf` says by how much the picture of each is shifted. */
async function photograph(
  count: number,
  shiftOf: (index: number) => readonly [number, number],
  from = 0,
): Promise<number[]> {
  const times = Array.from(
    { length: count },
    (_, index) => firstMorning + Math.floor(index / 4) * dayMs + (index % 4) * hourMs,
  );
  for (const [index, time] of times.entries()) {
    if (index < from) continue;
    const [dx, dy] = shiftOf(index);
    await farm.accept(time, await view(-dx, -dy, index));
  }
  return times;
}

/** Pixels by which two decoded pictures of the film differ, mean DN. */
async function difference(path: string, one: number, other: number): Promise<number> {
  const { findFfmpeg, runFfmpeg } = await import('@fieldlapse/ffmpeg');
  const picture = async (index: number): Promise<Buffer> => {
    const select = ['-vf', `select=eq(n\\,${index})`, '-frames:v', '1'];
    const args = ['-i', path, ...select, '-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'];
    return runFfmpeg({ ffmpeg: await findFfmpeg(), args, timeLimitMs: 30_000 });
  };
  const [a, b] = [await picture(one), await picture(other)];
  let sum = 0;
  let count = 0;
  for (let y = 40; y < height - 40; y += 1) {
    for (let at = y * width + 40; at < (y + 1) * width - 40; at += 1) {
      sum += Math.abs((a[at] ?? 0) - (b[at] ?? 0));
      count += 1;
    }
  }
  return sum / count;
}

describe('a camera on a pole', () => {
  it('is held still where the wind shakes it, and is not said to have moved', async () => {
    farm = await openFarm();
    const times = await photograph(12, (index) => (index % 3 === 1 ? [3, -2] : [0, 0]));
    await farm.start({ deflicker: false });
    await farm.untilFilmed(times);
    const { path } = await farm.films.mp4('demo', camera, { kind: 'full' });
    expect(await framesIn(path)).toHaveLength(12);
    const held = await difference(path, 0, 4);
    await farm.close();

    farm = await openFarm();
    await photograph(12, (index) => (index % 3 === 1 ? [3, -2] : [0, 0]));
    await farm.start({ deflicker: false, stabilise: false });
    await farm.untilFilmed(times);
    const shaken = await farm.films.mp4('demo', camera, { kind: 'full' });
    expect(await difference(shaken.path, 0, 4)).toBeGreaterThan(3 * held);
    const moves = await openCameraMoves(farm);
    expect(await moves.list('demo', camera)).toEqual([]);
    await moves.close();
  }, 120_000);

  it('that was knocked is found once, with a ghost picture; confirmed, its new view is what later frames are held against', async () => {
    farm = await openFarm();
    const times = await photograph(16, (index) => (index < 8 ? [0, 0] : [24, 10 + (index % 2)]));
    await farm.start({ deflicker: false });
    await farm.untilFilmed(times);
    const moves = await openCameraMoves(farm);
    const found = await moves.list('demo', camera);
    expect(found).toMatchObject([{ observedAt: times[8], state: 'open' }]);
    expect(found[0]!.shift!.dxPx).toBeCloseTo(24, 0);
    expect(found[0]!.shift!.dyPx).toBeCloseTo(10.5, 0);
    const ghost = await sharp(await moves.ghost(found[0]!.id)).metadata();
    expect([ghost.format, ghost.width, ghost.height]).toEqual(['jpeg', width, height]);
    await expect(moves.ghost('nothing')).rejects.toMatchObject({ code: 'MOVE_MISSING' });

    const hashes = async (): Promise<string[]> =>
      (await farm.films.manifest('demo', camera, { kind: 'full' })).days.map(({ segment }) => segment);
    const season = (await farm.films.manifest('demo', camera, { kind: 'season' })).hash;
    const before = await hashes();
    expect(await moves.decide(found[0]!.id, 'confirmed')).toMatchObject({ state: 'confirmed' });
    await expect.poll(async () => (await hashes())[2] !== before[2], { timeout: 30_000 }).toBe(true);
    await farm.untilFilmed(times);
    // What came before the move is as it was; what came after is held on the new view, the shake of 1 px undone.
    expect((await hashes()).slice(0, 2)).toEqual(before.slice(0, 2));
    expect((await farm.films.manifest('demo', camera, { kind: 'season' })).hash).not.toBe(season);
    const { path } = await farm.films.mp4('demo', camera, { kind: 'full' });
    expect(await difference(path, 8, 9)).toBeLessThan(5);
    expect(await moves.list('demo', camera)).toHaveLength(1);
    await moves.close();
  }, 120_000);

  it('that was knocked is given the same first frame where all its days are built at once, newest first', async () => {
    farm = await openFarm();
    const times = await photograph(28, (index) => (index < 6 ? [0, 0] : [24, 10]));
    await farm.start({ deflicker: false, films: ['full'] });
    await farm.untilFilmed(times);
    const moves = await openCameraMoves(farm);
    expect(await moves.list('demo', camera)).toMatchObject([{ observedAt: times[6] }]);
    await moves.close();
  }, 120_000);

  it('that was knocked is asked about once, also where the frames before came last and gave it another reference', async () => {
    farm = await openFarm();
    const shift = (index: number): readonly [number, number] => (index < 12 ? [0, 0] : [24, 10]);
    const times = await photograph(24, shift, 6);
    await farm.start({ deflicker: false, films: ['full'] });
    await farm.untilFilmed(times.slice(6));
    const moves = await openCameraMoves(farm);
    expect(await moves.list('demo', camera)).toHaveLength(1);
    for (const [index, time] of times.slice(0, 6).entries()) await farm.accept(time, await view(0, 0, index));
    await farm.untilFilmed(times);
    expect(await moves.list('demo', camera)).toMatchObject([{ observedAt: times[12], state: 'open' }]);
    await moves.close();
  }, 120_000);

  it('shows nothing of moves before the encoder has ever run', async () => {
    farm = await openFarm();
    const moves = await openCameraMoves({ stores: farm.stores, clock: farm.clock });
    expect(await moves.list('demo', camera)).toEqual([]);
    await moves.close();
  });
});
