import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFarm, type Farm } from './farm/farm.ts';

let farm: Farm;
beforeAll(async () => {
  farm = await openFarm();
});
afterAll(() => farm.close());

test('a busy port is refused by its code and frees everything that was started', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  await expect(openFarm({ config: { port, webRoot: farm.folder } })).rejects.toMatchObject({ code: 'PORT_BUSY' });
  await new Promise((resolve) => other.close(resolve));
});

test('an address of another machine cannot be listened on', async () => {
  const config = { host: '192.0.2.1', port: 0, webRoot: farm.folder };
  await expect(openFarm({ config })).rejects.toMatchObject({ code: 'LISTEN_FAILED' });
});

test('only this machine is served where nothing else is configured', () => {
  expect(new URL(farm.url).hostname).toBe('127.0.0.1');
});
