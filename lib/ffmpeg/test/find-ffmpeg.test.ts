import { access, constants } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { findFfmpeg } from '../src/find-ffmpeg.ts';
import { folder, script, usableFfmpegs } from './fixtures.ts';

describe('findFfmpeg', () => {
  it('takes FFMPEG_PATH first and says where it came from', async () => {
    const [known] = await usableFfmpegs();
    const path = await script('own-ffmpeg', `exec ${known!.path} "$@"`);
    const found = await findFfmpeg({ env: { ...process.env, FFMPEG_PATH: path } });
    expect(found).toMatchObject({ origin: 'FFMPEG_PATH', path, version: known!.version });
    expect(found.encoders.has('libx264')).toBe(true);
    expect(found.filters.has('scale')).toBe(true);
  });

  it('passes over one that is not ffmpeg or lacks libx264', async () => {
    const [known] = await usableFfmpegs();
    const poor = await script('poor-ffmpeg', `${known!.path} "$@" | grep -v libx264`);
    for (const path of [poor, '/bin/true', `${folder}/absent`]) {
      const found = await findFfmpeg({ env: { ...process.env, FFMPEG_PATH: path } });
      expect(found.origin).not.toBe('FFMPEG_PATH');
    }
  });

  it('makes the bundled one executable', async ({ skip }) => {
    const bundled = (await usableFfmpegs()).find(({ origin }) => origin === 'bundled');
    if (!bundled) return skip('no bundled ffmpeg on this platform');
    await access(bundled.path, constants.X_OK);
    expect(bundled.encoders.has('libx264')).toBe(true);
  });
});
