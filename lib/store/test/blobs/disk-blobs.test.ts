import { readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDiskBlobs } from '@fieldlapse/store';
import { blobConformance } from '../conformance/blobs.ts';
import { codeOf, smallDisk, testFolder } from '../support/folders.ts';

blobConformance(openDiskBlobs);

describe('blobs on disk', () => {
  it('removes at the start what a crash left half-written, not what another process is writing', async () => {
    const folder = await testFolder();
    await openDiskBlobs(folder);
    const [abandoned, busy] = [join(folder, '.tmp', 'abandoned'), join(folder, '.tmp', 'busy')];
    await writeFile(abandoned, 'half');
    await utimes(abandoned, new Date(), new Date(Date.now() - 2 * 3_600_000));
    await writeFile(busy, 'half');
    await openDiskBlobs(folder);
    expect(await readdir(join(folder, '.tmp'))).toEqual(['busy']);
  });

  it('leaves no temporary file behind', async () => {
    const folder = await testFolder();
    const blobs = await openDiskBlobs(folder);
    await Promise.all([1, 2, 2, 3].map((key) => blobs.put(`${key}`, Buffer.from('whole'))));
    expect(await readdir(join(folder, '.tmp'))).toEqual([]);
  });

  it('refuses a key that is a folder of another blob or goes through one', async () => {
    const blobs = await openDiskBlobs(await testFolder());
    await blobs.put('a/b', Buffer.from('blob'));
    for (const key of ['a', 'a/b/c']) {
      expect(await codeOf(blobs.put(key, Buffer.of(1))), key).toBe('BAD_BLOB_KEY');
      expect(await blobs.size(key), key).toBeUndefined();
      expect(await codeOf(blobs.get(key)), key).toBe('BLOB_MISSING');
      expect(await codeOf(blobs.stream(key)), key).toBe('BLOB_MISSING');
      await blobs.delete(key);
    }
    expect(String(await blobs.get('a/b'))).toBe('blob');
  });

  it('takes in what a symbolic link points to, not the link', async () => {
    const folder = await testFolder();
    await writeFile(join(folder, 'real.jpg'), 'picture');
    await symlink(join(folder, 'real.jpg'), join(folder, 'link.jpg'));
    const blobs = await openDiskBlobs(join(folder, 'blobs'));
    await blobs.putFile('p', join(folder, 'link.jpg'));
    await writeFile(join(folder, 'link.jpg'), 'another');
    expect(String(await blobs.get('p'))).toBe('picture');
  });

  it('takes in a file of another disk', async (context) => {
    const disk = await smallDisk(4);
    if (!disk) return context.skip();
    await writeFile(join(disk.folder, 'far.jpg'), 'picture');
    const blobs = await openDiskBlobs(await testFolder());
    await blobs.putFile('p', join(disk.folder, 'far.jpg'));
    expect(String(await blobs.get('p'))).toBe('picture');
    expect(await readdir(disk.folder)).toEqual([]);
  });

  it('says STORE_FULL on a full disk, keeps what it has, and goes on when there is space', async (context) => {
    const disk = await smallDisk(2);
    if (!disk) return context.skip();
    const blobs = await openDiskBlobs(disk.folder);
    await blobs.put('small', Buffer.alloc(500_000, 1));
    expect(await codeOf(blobs.put('large', Buffer.alloc(3_000_000, 2)))).toBe('STORE_FULL');
    expect(await blobs.size('large')).toBeUndefined();
    expect(await readdir(join(disk.folder, '.tmp'))).toEqual([]);
    expect((await blobs.get('small')).equals(Buffer.alloc(500_000, 1))).toBe(true);
    await blobs.delete('small');
    await blobs.put('medium', Buffer.alloc(1_500_000, 3));
    expect(await blobs.size('medium')).toBe(1_500_000);
  });

  it('says STORE_UNWRITABLE where the disk refuses writes', async (context) => {
    const disk = await smallDisk(2);
    if (!disk) return context.skip();
    const blobs = await openDiskBlobs(disk.folder);
    await blobs.put('kept', Buffer.from('bytes'));
    disk.makeReadOnly();
    expect(await codeOf(blobs.put('new', Buffer.of(1)))).toBe('STORE_UNWRITABLE');
    expect(await codeOf(blobs.put('new/folder', Buffer.of(1)))).toBe('STORE_UNWRITABLE');
    expect(await codeOf(blobs.delete('kept'))).toBe('STORE_UNWRITABLE');
    expect(String(await blobs.get('kept'))).toBe('bytes');
  });
});
