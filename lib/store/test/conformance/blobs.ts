import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BlobStore } from '@fieldlapse/store';
import { codeOf, testFolder } from '../support/folders.ts';

/** What every {@link BlobStore} keeps; `open` makes an empty one for each folder that it has not seen. */
export function blobConformance(open: (folder: string) => Promise<BlobStore>): void {
  const fresh = async (): Promise<BlobStore> => open(await testFolder());

  describe('a blob store', () => {
    it('gives back exactly the bytes that were put', async () => {
      const blobs = await fresh();
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), fc.uuid(), async (bytes, name) => {
          await blobs.put(`any/${name}`, bytes);
          expect(Buffer.compare(await blobs.get(`any/${name}`), bytes)).toBe(0);
          expect(await blobs.size(`any/${name}`)).toBe(bytes.length);
        }),
        { numRuns: 30 },
      );
    });

    it('leaves an existing key as it is', async () => {
      const blobs = await fresh();
      await blobs.put('a/b', Buffer.from('first'));
      await blobs.put('a/b', Buffer.from('second'));
      expect(String(await blobs.get('a/b'))).toBe('first');
    });

    it('takes a file in, which is gone from its old place', async () => {
      const blobs = await fresh();
      const path = join(await testFolder(), 'film.mp4');
      for (const text of ['whole', 'second']) {
        await writeFile(path, text);
        await blobs.putFile('films/one.mp4', path);
        expect(String(await blobs.get('films/one.mp4'))).toBe('whole');
        await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
      }
    });

    it('keeps one whole value where many write the same key at once', async () => {
      const blobs = await fresh();
      const values = Array.from({ length: 20 }, (_, index) => Buffer.alloc(20_000, index));
      await Promise.all(values.map((value) => blobs.put('race/one', value)));
      const kept = await blobs.get('race/one');
      expect(values.some((value) => value.equals(kept))).toBe(true);
    });

    it('keeps every blob of many that are written at once', async () => {
      const blobs = await fresh();
      const keys = Array.from({ length: 200 }, (_, index) => `many/${index % 7}/${index}`);
      await Promise.all(keys.map((key) => blobs.put(key, Buffer.from(key))));
      expect(await keysOf(blobs, 'many/')).toEqual(keys.toSorted());
    });

    it('streams the whole and any part, ending with the blob', async () => {
      const blobs = await fresh();
      await blobs.put('s/x', Buffer.from('0123456789'));
      const part = async (from?: number, to?: number): Promise<string> =>
        String(await buffer(await blobs.stream('s/x', from, to)));
      expect(await part()).toBe('0123456789');
      expect(await part(3)).toBe('3456789');
      expect(await part(3, 5)).toBe('34');
      expect(await part(8, 50)).toBe('89');
      expect(await part(4, 4)).toBe('');
    });

    it('says that a blob is missing', async () => {
      const blobs = await fresh();
      expect(await blobs.size('no/such')).toBeUndefined();
      expect(await codeOf(blobs.get('no/such'))).toBe('BLOB_MISSING');
      expect(await codeOf(blobs.stream('no/such'))).toBe('BLOB_MISSING');
      await blobs.delete('no/such');
    });

    it('deletes a blob, after which its key can be put anew', async () => {
      const blobs = await fresh();
      await blobs.put('d/x', Buffer.from('old'));
      await blobs.delete('d/x');
      expect(await blobs.size('d/x')).toBeUndefined();
      await blobs.put('d/x', Buffer.from('new'));
      expect(String(await blobs.get('d/x'))).toBe('new');
    });

    it('lists, in order, the keys that start with a prefix, and their sizes', async () => {
      const blobs = await fresh();
      for (const key of ['f/a/1', 'f/a/10', 'f/a-b/2', 'f/b', 'g']) await blobs.put(key, Buffer.from(key));
      expect(await keysOf(blobs, '')).toEqual(['f/a-b/2', 'f/a/1', 'f/a/10', 'f/b', 'g']);
      expect(await keysOf(blobs, 'f/a')).toEqual(['f/a-b/2', 'f/a/1', 'f/a/10']);
      expect(await keysOf(blobs, 'f/a/')).toEqual(['f/a/1', 'f/a/10']);
      expect(await keysOf(blobs, 'f/a/1')).toEqual(['f/a/1', 'f/a/10']);
      expect(await keysOf(blobs, 'nothing/')).toEqual([]);
      for await (const { key, bytes } of blobs.list('f/')) expect(bytes).toBe(key.length);
    });

    it('refuses keys that are no plain lower-case paths', async () => {
      const blobs = await fresh();
      const bad = [
        '',
        '/',
        '/a',
        'a/',
        'a//b',
        '../a',
        'a/../b',
        'a/..',
        './a',
        '.tmp/1',
        'A',
        'a b',
        'a\\b',
        'a\0',
        'ă',
        `a/${'x'.repeat(129)}`,
        'x/'.repeat(260) + 'x',
      ];
      for (const key of bad) {
        expect(await codeOf(blobs.put(key, Buffer.of(1))), key).toBe('BAD_BLOB_KEY');
        for (const read of [blobs.get, blobs.stream, blobs.size, blobs.delete])
          expect(await codeOf(read(key)), key).toBe('BAD_BLOB_KEY');
      }
      expect(await codeOf(keysOf(blobs, '../'))).toBe('BAD_BLOB_KEY');
      expect(await keysOf(blobs, '')).toEqual([]);
    });

    it('holds its blobs when it is opened again', async () => {
      const folder = await testFolder();
      await (await open(folder)).put('kept/x', Buffer.from('bytes'));
      expect(String(await (await open(folder)).get('kept/x'))).toBe('bytes');
    });
  });
}

async function keysOf(blobs: BlobStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of blobs.list(prefix)) keys.push(key);
  return keys;
}
