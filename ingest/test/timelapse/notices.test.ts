import { encodeJson, topics, type SiteId } from '@fieldlapse/contracts';
import { silentLogger, sleep, startMqttSession } from '@fieldlapse/runtime';
import { expect, it } from 'vitest';
import { noMosquitto, startMosquitto } from '../intake/rig/mosquitto.ts';
import { camera, firstMorning, openFarm } from './farm.ts';

it('wakes at the notice of a stored frame and announces the film that it makes', async ({ skip }) => {
  if (noMosquitto) return skip(noMosquitto);
  const broker = await startMosquitto();
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
    const film = async () => {
      // Again, should it have subscribed only now.
      await viewer.publish(topics.notice('demo' as SiteId, 'frame-stored'), encodeJson({ v: 1, camera }));
      return heard;
    };
    // That of the season may follow, with the first day of its group.
    await expect.poll(film, { timeout: 30_000, interval: 500 }).toContainEqual({ v: 1, camera, day: '2026-03-01' });
    for (const one of heard) expect(one).toEqual({ v: 1, camera, day: expect.any(String) as string });
    await farm.untilFilmed([firstMorning]);
  } finally {
    await farm.close();
    await viewer.close();
    await broker.stop();
  }
});
