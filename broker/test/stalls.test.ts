import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { sleep } from '@fieldlapse/runtime';
import { afterEach, describe, expect, it } from 'vitest';
import type { Connection } from '../src/connection.ts';
import { watchStalls } from '../src/stalls.ts';
import { device, down, startBed, until, up, type Bed } from './testbed.ts';

let bed: Bed;
afterEach(() => bed.close());

describe('a subscriber that does not read', () => {
  it('holds up the others only until stallTimeout, costs bounded memory and is disconnected', async () => {
    const reader = (id: string) => device(id, { publish: [], subscribe: ['fieldlapse/1/+/+/up/#'] });
    bed = await startBed({ stallTimeout: '200ms', drainTimeout: '2s' }, [reader('frozen'), reader('healthy')]);
    const frozen = await bed.raw();
    await frozen.login('frozen');
    frozen.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [{ topic: 'fieldlapse/1/+/+/up/#', qos: 1 }],
    } as never);
    await frozen.next('suback');
    frozen.socket.pause();
    const healthy = await bed.client('healthy');
    let heard = 0;
    healthy.on('message', () => (heard += 1));
    await healthy.subscribeAsync('fieldlapse/1/+/+/up/#', { qos: 1 });
    const node = await bed.client('node-1');
    let mostQueuedBytes = 0;
    const payload = Buffer.alloc(128 * 1024);
    const total = 1600;
    for (let n = 0; n < total; n += 1) {
      await node.publishAsync(up('node-1', 'readings'), payload, { qos: 1 });
      mostQueuedBytes = Math.max(mostQueuedBytes, bed.broker.metrics().queuedBytes);
    }
    await until(() => heard === total);
    expect(mostQueuedBytes).toBeLessThan(2 * 17_000_000); // two subscribers; 200 MB went past them
    await until(() => bed.broker.metrics().frozenClosed === 1);
    await until(() => bed.broker.metrics().connections === 2);
    // How many depends on how fast the machine publishes before the frozen one is disconnected.
    expect(bed.broker.metrics().dropped).toBeGreaterThan(0);
  });

  it('does not stop a service from answering the devices that read', async () => {
    bed = await startBed({ stallTimeout: '200ms', drainTimeout: '20s' });
    const frozen = await bed.raw();
    await frozen.login('node-1');
    frozen.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: down('node-1', '#'), qos: 1 }] } as never);
    await frozen.next('suback');
    frozen.socket.pause();
    const [intake, node] = [await bed.client('intake'), await bed.client('node-2')];
    let answered = 0;
    node.on('message', () => (answered += 1));
    await node.subscribeAsync(down('node-2', '#'), { qos: 1 });
    const payload = Buffer.alloc(128 * 1024);
    for (let n = 0; n < 600; n += 1) {
      await intake.publishAsync(down('node-1', 'ack'), payload, { qos: 1 });
      await intake.publishAsync(down('node-2', 'ack'), 'stored', { qos: 1 });
    }
    await until(() => answered === 600);
    expect(bed.broker.metrics().dropped).toBeGreaterThan(0);
    expect(bed.broker.metrics().connections).toBe(3);
  });

  it('has at most maxQueuedBytes waiting for it even before it counts as stalled', async () => {
    bed = await startBed({ stallTimeout: '20s', drainTimeout: '20s', maxQueuedBytes: 1_000_000 });
    const frozen = await bed.raw();
    await frozen.login('intake');
    frozen.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [{ topic: 'fieldlapse/1/+/+/up/#', qos: 0 }],
    } as never);
    await frozen.next('suback');
    frozen.socket.pause();
    const node = await bed.client('node-1');
    const payload = Buffer.alloc(128 * 1024);
    for (let n = 0; n < 600; n += 1) node.publish(up('node-1', 'readings'), payload, { qos: 0 });
    for (const endMs = performance.now() + 1000; performance.now() < endMs; await sleep(5)) {
      expect(bed.broker.metrics().queuedBytes).toBeLessThan(3_000_000);
    }
    expect(bed.broker.metrics().queuedBytes).toBeGreaterThan(0);
  });
});

describe('the watch over stalls', () => {
  it('is not confused by a subscriber that is always behind but reads', async () => {
    const server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
    const connection: Connection = {
      ...{ socket, address: '', open: () => {}, claimed: { clientId: '', willTopic: undefined } },
      ...{ member: undefined, blockedSinceMs: undefined, stalled: false },
    };
    const watch = watchStalls({
      ...{ stallTimeout: 600, drainTimeout: 20_000, connections: () => [connection], onFrozen: () => {} },
    });
    watch.add(connection);
    const block = Buffer.alloc(4_000_000);
    const writeMore = () => socket.write(block);
    socket.on('drain', writeMore);
    writeMore();
    for (const endMs = performance.now() + 1200; performance.now() < endMs; await sleep(20)) {
      expect(connection.stalled).toBe(false);
    }
    expect(socket.bytesWritten).toBeGreaterThanOrEqual(2 * block.length);
    watch.stop();
    socket.destroy();
    server.close();
  });
});
