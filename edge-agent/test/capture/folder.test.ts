import { existsSync } from 'node:fs';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { manualClock } from '@fieldlapse/runtime';
import { describe, expect, it } from 'vitest';
import { cameraSettings } from '../../src/config.ts';
import { folderDriver } from '../../src/capture/folder.ts';
import { picture } from '../pictures.ts';
import { temporaryFolder } from '../testbed.ts';

function driverFor(path: string, fields: Record<string, unknown> = {}) {
  const settings = cameraSettings.parse({ name: 'field', driver: 'folder', path, ...fields });
  if (settings.driver !== 'folder') throw new Error('not a folder camera');
  return folderDriver(settings, manualClock(Date.now()));
}

async function drop(folder: string, name: string, bytes: Buffer, ageSec: number): Promise<number> {
  const time = Math.floor(Date.now() / 1000) - ageSec;
  await writeFile(join(folder, name), bytes);
  await utimes(join(folder, name), time, time);
  return time * 1000;
}

async function captures(driver: ReturnType<typeof driverFor>) {
  const found = [];
  for await (const one of driver.capture(new AbortController().signal)) found.push(one);
  return found;
}

describe('a folder camera', () => {
  it('takes whole pictures with the time of their file', async () => {
    const folder = await temporaryFolder();
    const t = await drop(folder, 'A.JPG', picture(), 60);
    await drop(folder, 'notes.txt', Buffer.from('x'), 60);
    const [one, ...others] = await captures(driverFor(folder));
    expect(one).toMatchObject({ capturedAt: t, imported: true, width: 64 });
    expect(others).toEqual([]);
  });

  it('leaves what is still being written until it is whole', async () => {
    const folder = await temporaryFolder();
    await drop(folder, 'growing.jpg', picture().subarray(0, 9000), 60);
    await drop(folder, 'fresh.jpg', picture(), 0);
    expect(await captures(driverFor(folder))).toEqual([]);
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('deletes a picture only once it is durable elsewhere', async () => {
    const folder = await temporaryFolder();
    await drop(folder, 'a.jpg', picture(), 60);
    const [one] = await captures(driverFor(folder));
    expect(existsSync(join(folder, 'a.jpg'))).toBe(true);
    await one!.spooled?.();
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps pictures in done/ where it is told to', async () => {
    const folder = await temporaryFolder();
    await drop(folder, 'a.jpg', picture(), 60);
    const driver = driverFor(folder, { keep: true });
    for (const one of await captures(driver)) await one.spooled?.();
    expect(await readdir(join(folder, 'done'))).toEqual(['a.jpg']);
    expect(await captures(driver)).toEqual([]);
  });

  it('sets a file aside that never became a picture', async () => {
    const folder = await temporaryFolder();
    await drop(folder, 'broken.jpg', Buffer.from('no picture'), 3600);
    expect(await captures(driverFor(folder))).toEqual([]);
    expect(await readdir(join(folder, 'rejected'))).toEqual(['broken.jpg']);
  });

  it('whose folder is gone says so', async () => {
    await expect(captures(driverFor('/nowhere/at/all'))).rejects.toMatchObject({ code: 'CAMERA_UNREACHABLE' });
  });
});
