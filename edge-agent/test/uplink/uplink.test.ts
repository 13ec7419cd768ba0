import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { topics } from '@fieldlapse/contracts';
import { describe, expect, it } from 'vitest';
import { picture } from '../pictures.ts';
import { device, site, startServer } from '../server.ts';
import { frameAt, readingAt } from '../spool/testbed.ts';
import { hasMosquitto, startBroker, temporaryFolder, until } from '../testbed.ts';
import { startLink } from '../link.ts';
import { openNode, startTestUplink } from './testbed.ts';

const big = () => picture(1_500_000);

describe.skipIf(!hasMosquitto)('the uplink', () => {
  it('sends each frame once and removes it on the acknowledgement', async () => {
    const { port } = await startBroker();
    const server = await startServer(port);
    const spool = await openNode();
    for (let minute = 0; minute < 40; minute += 1) await spool.put(frameAt(minute));
    startTestUplink(spool, port);
    await until(() => spool.frames.count === 0);
    expect(server.stored.size).toBe(40);
    expect(new Set(server.log.filter((line) => line.startsWith('chunk'))).size).toBe(
      server.log.filter((line) => line.startsWith('chunk')).length,
    );
  });

  it('after a cut asks first and sends only what the server lacks', async () => {
    const { port } = await startBroker();
    const server = await startServer(port);
    const link = await startLink(port, 20_000);
    const spool = await openNode();
    const { f, jpegBytes } = await spool.put(frameAt(0, { jpeg: big() }));
    startTestUplink(spool, link.port);
    for (const chunks of [10, 20]) {
      await until(() => server.log.filter((line) => line.startsWith('chunk')).length > chunks || server.stored.has(f));
      link.cut();
    }
    await until(() => server.stored.has(f));
    expect(link.connections).toBe(3);
    expect(server.log.filter((line) => line === `meta:${f}`).length).toBeGreaterThan(2);
    expect(server.payload.chunkBytes).toBeLessThan(jpegBytes * 1.2);
    expect(link.uplinkBytes).toBeLessThan(jpegBytes * 1.6);
  });

  it('after a restart asks about every frame, since the server may hold a part of it', async () => {
    const { port } = await startBroker();
    const server = await startServer(port);
    const link = await startLink(port, 20_000);
    const folder = await temporaryFolder();
    const first = await openNode(folder);
    const { f, jpegBytes } = await first.put(frameAt(0, { jpeg: big() }));
    const before = startTestUplink(first, link.port);
    await until(() => server.payload.chunkBytes > jpegBytes / 3);
    await before.close();
    const sent = server.payload.chunkBytes;
    server.log.length = 0;
    startTestUplink(await openNode(folder), port);
    await until(() => server.stored.has(f));
    expect(server.log.filter((line) => line !== 'status')[0]).toBe(`meta:${f}`);
    expect(server.payload.chunkBytes - sent).toBeLessThan(jpegBytes - sent / 2);
  });

  it('asks again where the server forgot what it held', async () => {
    const { port } = await startBroker();
    const server = await startServer(port);
    const link = await startLink(port, 20_000);
    const spool = await openNode();
    const { f } = await spool.put(frameAt(0, { jpeg: big() }));
    startTestUplink(spool, link.port);
    await until(() => server.payload.chunkBytes > 300_000);
    server.down('want', { v: 1, frames: [{ f, received: 0, ranges: [] }] });
    await until(() => server.stored.has(f));
    expect(server.log.filter((line) => line === `meta:${f}`).length).toBeGreaterThan(1);
  });

  it('sets a refused frame aside and does not send it again', async () => {
    const { port } = await startBroker();
    const server = await startServer(port, { judge: ({ f }) => ({ f, s: 'bad', code: 'NOT_A_JPEG', message: 'no' }) });
    const folder = await temporaryFolder();
    const spool = await openNode(folder);
    const { f } = await spool.put(frameAt(0));
    startTestUplink(spool, port);
    await until(() => spool.state().quarantined === 1);
    expect(await readdir(join(folder, 'quarantine'))).toEqual([`${f}.frame`]);
    expect(server.log.filter((line) => line === `meta:${f}`)).toHaveLength(1);
    expect(spool.frames.count).toBe(0);
  });

  it('removes a frame that the server has already, without sending its bytes again', async () => {
    const { port } = await startBroker();
    const server = await startServer(port);
    const folder = await temporaryFolder();
    const spool = await openNode(folder);
    const entry = await spool.put(frameAt(0, { imported: true }));
    server.stored.set(entry.f, await spool.frames.head(entry.f));
    startTestUplink(spool, port, { alwaysAsk: true });
    await until(() => spool.frames.count === 0);
    expect(server.payload.chunkBytes).toBe(0);
  });

  it('tells its status first, then readings, then the newest frame', async () => {
    const { port } = await startBroker();
    const server = await startServer(port);
    const spool = await openNode();
    const frames = [];
    for (const minute of [1, 2, 3]) frames.push(await spool.put(frameAt(minute)));
    await spool.append([readingAt(1)]);
    const uplink = startTestUplink(spool, port);
    uplink.publishRetained(topics.status(site, device), { v: 1, online: true, boot: spool.boot });
    await until(() => spool.frames.count === 0);
    const kinds = server.log.filter((line) => !line.startsWith('chunk'));
    expect(kinds.slice(0, 3)).toEqual(['status', 'readings:1', `meta:${frames[2]!.f}`]);
  });

  it('lets a new frame overtake the backlog', async () => {
    const { port } = await startBroker();
    const server = await startServer(port);
    const link = await startLink(port, 8000);
    const spool = await openNode();
    for (const minute of [1, 2, 3]) await spool.put(frameAt(minute, { jpeg: big() }));
    const uplink = startTestUplink(spool, link.port);
    await until(() => server.payload.chunkBytes > 100_000);
    const newest = await spool.put(frameAt(10, { jpeg: picture(100_000) }));
    uplink.wake();
    await until(() => server.stored.size > 0);
    expect([...server.stored.keys()]).toEqual([newest.f]);
  });

  it('announces thinned frames until the server has recorded the gap', async () => {
    const { port } = await startBroker();
    const server = await startServer(port);
    const spool = await openNode();
    const { f } = await spool.put(frameAt(0));
    const meta = await spool.frames.head(f);
    await spool.thinned.add([{ ...meta, thinned: { at: meta.t + 1, reason: 'card-full' } }]);
    await spool.frames.remove(f);
    startTestUplink(spool, port);
    await until(() => spool.thinned.count === 0);
    expect(server.thinned.get(f)?.thinned).toMatchObject({ reason: 'card-full' });
    expect(server.payload.chunkBytes).toBe(0);
  });

  it('sends 20,000 readings in large batches, several under way, over a link that is cut', async () => {
    const { port } = await startBroker();
    const server = await startServer(port);
    const link = await startLink(port);
    const spool = await openNode();
    const readings = Array.from({ length: 20_000 }, (_, index) => readingAt(index));
    for (let at = 0; at < readings.length; at += 500) await spool.append(readings.slice(at, at + 500));
    startTestUplink(spool, link.port);
    await until(() => server.readings.size > 5000);
    link.cut();
    await until(() => spool.readings.count === 0);
    expect(server.readings.size).toBe(20_000);
    expect(server.readings.get(`${spool.boot}/20000`)).toEqual(readings[19_999]);
    expect(server.payload.batches).toBeLessThan(60);
  });

  it('never sends more than its cap', async () => {
    const { port } = await startBroker();
    const server = await startServer(port);
    const link = await startLink(port);
    const spool = await openNode();
    await spool.put(frameAt(0, { jpeg: picture(200_000) }));
    const uplink = startTestUplink(spool, link.port, { maxKbps: 4000 });
    await until(() => server.payload.chunkBytes > 0);
    const since = performance.now();
    const before = link.uplinkBytes;
    await until(() => spool.frames.count === 0);
    // One chunk may be on credit, one second's worth is never saved up here: the link was busy all the time.
    expect(link.uplinkBytes - before).toBeLessThan(((performance.now() - since) * 4000) / 8 + 2 * 64 * 1024);
    expect(uplink.state().framesStored).toBe(1);
  });

  it('sends no frame while the server asks it to pause', async () => {
    const { port } = await startBroker();
    const server = await startServer(port);
    const spool = await openNode();
    const heard = Promise.withResolvers<void>();
    const uplink = startTestUplink(spool, port, { onConfig: async () => heard.resolve() });
    await until(() => uplink.connected);
    const asked = performance.now();
    server.down('want', { v: 1, frames: [], pauseMs: 700 });
    server.down('config', {});
    await heard.promise; // So is what came before it.
    await spool.put(frameAt(0));
    uplink.wake();
    await until(() => server.stored.size === 1);
    expect(performance.now() - asked).toBeGreaterThan(700);
  });

  it('goes on by itself after the broker was away', async () => {
    const first = await startBroker();
    const link = { port: first.port };
    const server = await startServer(first.port);
    const spool = await openNode();
    const uplink = startTestUplink(spool, link.port);
    await until(() => uplink.connected);
    await first.stop();
    await until(() => !uplink.connected);
    await spool.put(frameAt(0));
    expect(server.stored.size).toBe(0);
    await startBroker(first.port);
    await until(() => server.stored.size === 1);
  });

  it('stops sending frames for a while where the broker denies them', async () => {
    const { port } = await startBroker();
    const server = await startServer(port, { silent: () => true });
    const spool = await openNode();
    const heard = Promise.withResolvers<void>();
    const uplink = startTestUplink(spool, port, { onConfig: async () => heard.resolve() });
    await until(() => uplink.connected);
    server.acknowledge({ topic: 'somewhere', s: 'denied', code: 'NOT_AUTHORIZED' });
    server.down('config', {});
    await heard.promise; // So is what came before it.
    await spool.put(frameAt(0));
    uplink.wake();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(server.log).toEqual([]);
  });
});
