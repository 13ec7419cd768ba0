import { mkdtemp, readFile, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDataFolder } from '../src/data-folder.ts';
import { addCamera, demoFarm, ensureConfig, liveSites, readConfig } from '../src/server-config.ts';

const newFolder = async () => openDataFolder(await mkdtemp(join(tmpdir(), 'fieldlapse-config-')));

it('writes a first configuration that can be read back, and leaves one that is there', async () => {
  const folder = await newFolder();
  await ensureConfig(folder, { demo: true, sites: [demoFarm('2026-07-01')] });
  expect(readConfig(folder)).toMatchObject({ demo: true, http: { port: 8080 }, sites: [{ id: 'demo' }] });
  await ensureConfig(folder, { sites: [] });
  expect(readConfig(folder).demo).toBe(true);
});

it('adds a camera to a new or known site and keeps the comments', async () => {
  const folder = await newFolder();
  await writeFile(folder.config, '# my farm\nsites:\n  - id: farm-1 # the old one\n    timeZone: Asia/Bangkok\n');
  expect(await addCamera(folder, 'farm-1', 'cam-1')).toEqual({ site: false, camera: true });
  expect(await addCamera(folder, 'farm-1', 'cam-2')).toEqual({ site: false, camera: true });
  expect(await addCamera(folder, 'farm-2', 'cam-1')).toEqual({ site: true, camera: true });
  expect(await addCamera(folder, 'farm-2', 'cam-1')).toEqual({ site: false, camera: false });
  const cameras = readConfig(folder).sites.map(({ id, timeZone, cameras }) => [
    id,
    timeZone,
    cameras.map(({ name }) => name),
  ]);
  expect(cameras).toEqual([
    ['farm-1', 'Asia/Bangkok', ['cam-1', 'cam-2']],
    ['farm-2', 'Asia/Ho_Chi_Minh', ['cam-1']],
  ]);
  expect(await readFile(folder.config, 'utf8')).toContain('# the old one');
});

it('starts a configuration where an import finds none', async () => {
  const folder = await newFolder();
  expect(await addCamera(folder, 'farm-1', 'cam-1')).toEqual({ site: true, camera: true });
  expect(readConfig(folder)).toMatchObject({ demo: false, sites: [{ id: 'farm-1', cameras: [{ name: 'cam-1' }] }] });
});

it('goes on with the last good farms after an edit that does not parse, and says where it is wrong', async () => {
  const folder = await newFolder();
  await ensureConfig(folder, { sites: [{ id: 'farm-1' }] });
  const errors: unknown[] = [];
  const sites = liveSites(folder, (error) => errors.push(error));
  await new Promise((resolve) => setTimeout(resolve, 1050));
  await writeFile(folder.config, 'sites:\n  - id: farm-1\n    timezone: UTC\n');
  await utimes(folder.config, 1, 1);
  expect(sites().map(({ id }) => id)).toEqual(['farm-1']);
  expect(String(errors[0])).toContain('fieldlapse.yaml:3:5: unknown field "timezone", did you mean "timeZone"?');
});
