import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeJson, topics, type SiteId } from '@fieldlapse/contracts';
import { silentLogger, sleep, startMqttSession } from '@fieldlapse/runtime';
import { expect, it } from 'vitest';
import { camera, firstMorning, openFarm } from './farm.ts';

const mosquitto = '/usr/sbin/mosquitto';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startBroker(): Promise<{ port: number; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-mosquitto-'));
  const port = await freePort();
  await writeFile(join(folder, 'mosquitto.conf'), `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
  const broker: ChildProcess = spawn(mosquitto, ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' });
  return {
    port,
    async stop() {
      broker.kill();
      await new Promise((resolve) => broker.once('exit', resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

it('wakes at the notice of a stored frame and announces the film that it makes', async ({ skip }) => {
  if (!existsSync(mosquitto)) return skip('mosquitto is not installed');
  const broker = await startBroker();
  const farm = await openFarm();
  const heard: unknown[] = [];
  const session = { host: '127.0.0.1', port: broker.port, clientId: 'viewer', token: 'x', logger: silentLogger };
  const viewer = startMqttSession({
    ...session,
    minBackoffMs: 20,
    subscriptions: [topics.anyNotice('+')],
    onMessage: (topic, payload) =>
      void (topic === topics.notice('demo' as SiteId, 'film') && heard.push(JSON.parse(payload.toString()))),
  });
  try {
    // It never polls within this test: a notice is all that can wake it.
    await farm.start({ host: '127.0.0.1', port: broker.port, clientId: 'timelapse', token: 'x', pollMs: 3_600_000 });
    await expect.poll(() => viewer.connected, { timeout: 10_000 }).toBe(true);
    await sleep(500);
    await farm.accept(firstMorning);
    await viewer.publish(topics.notice('demo' as SiteId, 'frame-stored'), encodeJson({ v: 1, camera }));
    await expect.poll(() => heard, { timeout: 9_000 }).toEqual([{ v: 1, camera, day: '2026-03-01' }]);
    await farm.untilFilmed([firstMorning]);
  } finally {
    await farm.close();
    await viewer.close();
    await broker.stop();
  }
});
