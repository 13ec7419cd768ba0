import { describe, expect, it } from 'vitest';
import { boxAt, boxesIn } from '../../src/mp4/boxes.ts';
import { joinableFilm, measureFragments, patchFragments } from '../../src/mp4/fragments.ts';
import { framesOf, makeFilm, usableFfmpegs } from '../fixtures.ts';

for (const ffmpeg of await usableFfmpegs()) {
  describe(`fragments written by the ${ffmpeg.origin} ffmpeg`, () => {
    it('are counted exactly: fragments, samples and duration', async () => {
      const parts = joinableFilm(await makeFilm(ffmpeg, 30, 12));
      expect(measureFragments(parts)).toEqual({
        fragments: 3,
        samples: 30,
        durationTicks: 30 * 3750,
        timescale: 90_000,
      });
      expect(boxesIn(parts.fragments).map(({ type }) => type)).toEqual([
        'moof',
        'mdat',
        'moof',
        'mdat',
        'moof',
        'mdat',
      ]);
    });

    it('join into a film that plays every frame once, in time, like each part alone', async () => {
      const first = joinableFilm(await makeFilm(ffmpeg, 1, 12, 0));
      const second = joinableFilm(await makeFilm(ffmpeg, 30, 12, 40));
      expect(second.init.equals(first.init)).toBe(true);
      const joined = Buffer.concat([
        first.init,
        patchFragments(first.fragments, 0, 1),
        patchFragments(second.fragments, 3750, 2),
      ]);
      const pictures = (lines: string[]): string[] => lines.map((line) => line.split(',').at(-1) ?? '');
      const alone = [first, second].map(({ init, fragments }) => framesOf(ffmpeg, Buffer.concat([init, fragments])));
      const lines = await framesOf(ffmpeg, joined);
      expect(pictures(lines)).toEqual((await Promise.all(alone)).flatMap(pictures));
      expect(lines.map((line) => Number(line.split(',')[2]))).toEqual(Array.from({ length: 31 }, (_, index) => index));
    });
  });
}

describe('patchFragments', async () => {
  const [ffmpeg] = await usableFfmpegs();
  const { fragments } = joinableFilm(await makeFilm(ffmpeg!, 4, 2));

  it('leaves its input as it is and counts sequence numbers on', () => {
    const before = Buffer.from(fragments);
    const patched = patchFragments(fragments, 90_000, 7);
    const moofs = boxesIn(patched).filter(({ type }) => type === 'moof');
    expect(moofs.map((moof) => patched.readUInt32BE(boxAt(patched, ['mfhd'], moof).body + 4))).toEqual([7, 8]);
    expect(fragments.equals(before)).toBe(true);
  });

  it('refuses a 32-bit decode time that would overflow', () => {
    const narrow = Buffer.from(fragments);
    for (const moof of boxesIn(narrow).filter(({ type }) => type === 'moof')) {
      narrow.writeUInt32BE(0, boxAt(narrow, ['traf', 'tfdt'], moof).body);
    }
    const small = patchFragments(narrow, 1000, 1);
    const time = boxAt(small, ['traf', 'tfdt'], boxesIn(small)[0]);
    expect(small.readUInt32BE(time.body + 4)).toBe(1000);
    expect(() => patchFragments(narrow, 2 ** 32, 1)).toThrow(/overflows/);
  });

  it('names broken bytes as BAD_MP4 and never reads outside them', () => {
    const whole = boxesIn(fragments).map(({ end }) => end);
    for (let length = 1; length < fragments.length; length += 7) {
      if (whole.includes(length)) continue;
      expect(() => patchFragments(fragments.subarray(0, length), 0, 1)).toThrow(
        expect.objectContaining({ code: 'BAD_MP4' }),
      );
    }
  });
});
