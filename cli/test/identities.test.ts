import { mkdtemp, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '@fieldlapse/contracts';
import { expect, it } from 'vitest';
import { openDataFolder } from '../src/data-folder.ts';
import { openIdentities } from '../src/identities.ts';

const newFolder = async () => openDataFolder(await mkdtemp(join(tmpdir(), 'fieldlapse-identities-')));

it('gives a device a token that only its hash is kept of, in a file that others cannot read', async () => {
  const folder = await newFolder();
  const identities = openIdentities(folder);
  const token = await identities.addDevice('site-1', 'node-1');
  const path = join(folder.secrets, 'identities.json');
  expect(await readFile(path, 'utf8')).not.toContain(token);
  expect((await stat(path)).mode & 0o077).toBe(0);
  expect(await identities.lookup('node-1')).toMatchObject({ id: 'node-1', tokenSha256: sha256Hex(token) });
  expect(identities.tokenSha256Of('node-1')).toBe(sha256Hex(token));
});

it('knows at once what another process has registered, renewed or removed', async () => {
  const folder = await newFolder();
  const [server, command] = [openIdentities(folder), openIdentities(folder)];
  expect(await server.lookup('node-1')).toBeUndefined();
  const first = await command.addDevice('site-1', 'node-1');
  expect((await server.lookup('node-1'))?.tokenSha256).toBe(sha256Hex(first));
  const second = await command.renewDevice('node-1');
  expect((await server.lookup('node-1'))?.tokenSha256).toBe(sha256Hex(second));
  await command.removeDevice('node-1');
  expect(await server.lookup('node-1')).toBeUndefined();
});

it('lets a device use its own topics and a service those of its role', async () => {
  const identities = openIdentities(await newFolder());
  await identities.addDevice('site-1', 'node-1');
  await identities.localToken('intake');
  expect(await identities.lookup('node-1')).toMatchObject({
    publish: ['fieldlapse/1/site-1/node-1/up/#'],
    subscribe: ['fieldlapse/1/site-1/node-1/down/#'],
  });
  expect((await identities.lookup('intake'))?.subscribe).toEqual(['fieldlapse/1/+/+/up/#']);
});

it('keeps the token of a local device or service between starts', async () => {
  const folder = await newFolder();
  const first = await openIdentities(folder).localToken('intake');
  expect(await openIdentities(folder).localToken('intake')).toBe(first);
  const device = await openIdentities(folder).localDeviceToken('site-1', 'import-a');
  expect(await openIdentities(folder).localDeviceToken('site-1', 'import-a')).toBe(device);
});

it('refuses a name twice, a service’s name and a device that is not there', async () => {
  const identities = openIdentities(await newFolder());
  await identities.addDevice('site-1', 'node-1');
  await expect(identities.addDevice('site-2', 'node-1')).rejects.toMatchObject({ code: 'DEVICE_EXISTS' });
  await expect(identities.addDevice('site-1', 'intake')).rejects.toMatchObject({ code: 'DEVICE_EXISTS' });
  await expect(identities.addDevice('site-1', '../x')).rejects.toMatchObject({ code: 'BAD_ID' });
  await expect(identities.renewDevice('node-2')).rejects.toMatchObject({ code: 'UNKNOWN_DEVICE' });
});

it('loses nobody when many register at the same time', async () => {
  const folder = await newFolder();
  const names = Array.from({ length: 20 }, (_, index) => `node-${index}`);
  await Promise.all(names.map((name) => openIdentities(folder).addDevice('site-1', name)));
  expect(
    openIdentities(folder)
      .devices()
      .map(({ id }) => id)
      .sort(),
  ).toEqual([...names].sort());
});
