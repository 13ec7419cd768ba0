import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FieldlapseError } from '@fieldlapse/contracts';
import { silentLogger } from '@fieldlapse/runtime';
import { asStoreError, intakeMigrations, openIntakeReader, openStores, type IntakeTables } from '@fieldlapse/store';
import { frameRow } from './intake/rows.ts';
import { codeOf, smallDisk, testFolder } from './support/folders.ts';

describe('the embedded stores', () => {
  it('keep blobs, points and records over a restart, also where their folder did not exist', async () => {
    const folder = join(await testFolder(), 'deep', 'folder');
    const stores = await openStores({ folder, logger: silentLogger });
    await stores.blobs.put('frames/1.jpg', Buffer.from('jpeg'));
    await stores.series.append([{ series: 's', t: 1, value: 2 }]);
    const db = await stores.records.openOwn<IntakeTables>('intake', intakeMigrations);
    await db.insertInto('frames').values(frameRow(1, 7)).execute();
    await stores.close();

    const again = await openStores({ folder, logger: silentLogger });
    expect(String(await again.blobs.get('frames/1.jpg'))).toBe('jpeg');
    expect(await again.series.latest('')).toEqual([{ series: 's', t: 1, value: 2 }]);
    expect(await (await openIntakeReader(again.records)).latestFrame('farm', 'gate')).toEqual(frameRow(1, 7));
    await again.close();
  });

  it('say STORE_UNWRITABLE where the folder cannot be made or written', async (context) => {
    const disk = await smallDisk(1);
    if (!disk) return context.skip();
    disk.makeReadOnly();
    expect(await codeOf(openStores({ folder: disk.folder, logger: silentLogger }))).toBe('STORE_UNWRITABLE');
    const file = join(await testFolder(), 'file');
    await writeFile(file, '');
    expect(await codeOf(openStores({ folder: file, logger: silentLogger }))).toBe('STORE_UNWRITABLE');
  });
});

describe('asStoreError', () => {
  it('keeps an error that is no matter of the disk, and one that has a code of ours', () => {
    const mistake = new TypeError('x is not a function');
    expect(asStoreError(mistake, 'a place')).toBe(mistake);
    const known = new FieldlapseError('BLOB_MISSING', 'gone');
    expect(asStoreError(known, 'a place')).toBe(known);
    expect(asStoreError('text', 'a place')).toBe('text');
  });

  it('names the place and keeps the cause', () => {
    const cause = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    expect(asStoreError(cause, 'blobs/a')).toMatchObject({
      code: 'STORE_FULL',
      message: 'blobs/a: no space left',
      cause,
    });
  });
});
