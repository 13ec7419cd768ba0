import { gunzipSync } from 'node:zlib';
import type { PackedText } from '@fieldlapse/contracts';
import { expect, it } from 'vitest';
import { packedTexts } from '../../src/public/packed-texts.ts';

const unpacked = ({ gzip }: PackedText) => gunzipSync(gzip).toString();
/** Does not pack any smaller. */
const noise = (seed: number) => Array.from({ length: 1000 }, (_, at) => ((seed + 1) * (at + 7) ** 3) % 65_521).join();

it('writes a text once for all who ask, and anew under another version', async () => {
  const texts = packedTexts(1e6);
  let written = 0;
  const write = async () => `text ${(written += 1)}`;
  const first = await Promise.all([texts.get('a', '1', write), texts.get('a', '1', write)]);
  expect(first.map(unpacked)).toEqual(['text 1', 'text 1']);
  expect(unpacked(await texts.get('a', '1', write))).toBe('text 1');
  expect(unpacked(await texts.get('a', '2', write))).toBe('text 2');
  // What was under the older version is gone, not put aside.
  expect(unpacked(await texts.get('a', '1', write))).toBe('text 3');
});

it('forgets what was asked for longest ago once it holds too much, and what failed', async () => {
  const size = (await packedTexts(1e6).get('a', '1', async () => noise(0))).gzip.length;
  const texts = packedTexts(size * 2.5);
  const written: string[] = [];
  const ask = (name: string) =>
    texts.get(name, '1', async () => {
      written.push(name);
      return noise(name.charCodeAt(0));
    });
  for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await ask(name);
  expect(written).toEqual(['a', 'b', 'c', 'b']);
  await expect(texts.get('d', '1', () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
  expect(unpacked(await ask('d'))).toBe(noise('d'.charCodeAt(0)));
});
