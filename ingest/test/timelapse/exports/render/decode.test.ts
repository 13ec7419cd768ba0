import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFfmpeg } from '@fieldlapse/ffmpeg';
import { afterAll, describe, expect, it } from 'vitest';
import { filmExportsConfig } from '../../../../src/timelapse/exports/config.ts';
import type { RenderContext } from '../../../../src/timelapse/exports/render/context.ts';
import { decodedPictures } from '../../../../src/timelapse/exports/render/decode.ts';
import { paintedFilms, paintFilm } from '../painted-film.ts';

const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-decode-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
const size = { width: 96, height: 64 };
const film = { path: join(folder, 'ruong.mp4'), fps: 24 };
const bundled = await findFfmpeg({ env: {} }).catch(() => undefined);
const first = await findFfmpeg();
const ffmpegs = bundled && bundled.path !== first.path ? [first, bundled] : [first];

describe.each(ffmpegs)('decodedPictures by ffmpeg $version', (ffmpeg) => {
  const context: RenderContext = {
    ...{ films: paintedFilms(folder), ffmpeg, folder, signal: new AbortController().signal, orderedAt: 0 },
    config: filmExportsConfig.parse({ folder }),
    ...{ onProgress: () => {}, onPart: async () => {} },
  };
  const decoded = async (indexes: readonly number[], to = size): Promise<string[]> => {
    const pictures: string[] = [];
    for await (const picture of decodedPictures(film, indexes, to, context)) {
      expect(picture.length).toBe((to.width * to.height * 3) / 2);
      pictures.push(createHash('sha256').update(picture).digest('hex'));
    }
    return pictures;
  };

  it('gives any frames, from anywhere, exactly', async () => {
    await paintFilm(folder, { camera: 'ruong', firstDay: '2026-03-01', perDay: [24, 24, 24] }, ffmpeg);
    const all = await decoded(Array.from({ length: 72 }, (_, index) => index));
    expect(new Set(all).size).toBe(72);
    for (const indexes of [
      [0],
      [71],
      [1, 2, 3],
      [11, 12, 13, 25],
      [37, 37, 37, 40, 40, 71, 71],
      Array.from({ length: 30 }, (_, index) => 13 + index * 2 - (index % 2)),
    ]) {
      expect(await decoded(indexes)).toEqual(indexes.map((index) => all[index]));
    }
  });

  it('gives more single frames than an expression has room for terms in a row', async () => {
    await paintFilm(folder, { camera: 'ruong', firstDay: '2026-03-01', perDay: [500] }, ffmpeg);
    const all = await decoded(Array.from({ length: 500 }, (_, index) => index));
    const every = Array.from({ length: 240 }, (_, index) => 1 + 2 * index);
    expect(await decoded(every)).toEqual(every.map((index) => all[index]));
    await paintFilm(folder, { camera: 'ruong', firstDay: '2026-03-01', perDay: [24, 24, 24] }, ffmpeg);
  });

  it('scales them, and says where the film is shorter than that', async () => {
    expect(new Set(await decoded([3, 4], { width: 48, height: 32 })).size).toBe(2);
    await expect(decoded([70, 71, 72])).rejects.toThrow('ends before its frame 72');
  });
});
