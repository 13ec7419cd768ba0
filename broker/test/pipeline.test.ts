import { ack, decodeJson } from '@fieldlapse/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { device, down, inbox, startBed, until, up, type Bed } from './testbed.ts';

let bed: Bed;
afterEach(() => bed.close());

const everything = device('auditor', { publish: [], subscribe: ['#'] });

describe('pipeline', () => {
  it.each([0, 1, 2] as const)(
    'denies a QoS %s publish on the topic of another device and keeps the session',
    async (qos) => {
      bed = await startBed({}, [everything]);
      const [auditor, node] = [await bed.client('auditor'), await bed.client('node-1')];
      const [heard, answered] = [inbox(auditor), inbox(node)];
      await auditor.subscribeAsync('#', { qos: 1 });
      await node.subscribeAsync(down('node-1', '#'), { qos: 1 });
      for (const topic of [up('node-2', 'status'), 'elsewhere', '$SYS/x', up('node-1', '../../node-2/up/status')]) {
        await node.publishAsync(topic, 'stolen', { qos, retain: true });
      }
      await node.publishAsync(up('node-1', 'readings'), 'own', { qos });
      await until(() => heard.some((message) => message.endsWith('own')) && answered.length === 2);
      expect(heard.filter((message) => !message.startsWith(down('node-1', 'ack')))).toEqual([
        `${up('node-1', 'readings')} own`,
      ]);
      expect(bed.broker.metrics()).toMatchObject({ denied: 4, connections: 2 });
      expect(bed.warnings).toHaveLength(1);
    },
  );

  it('tells the device what it was denied, all topics in two messages', async () => {
    bed = await startBed();
    const node = await bed.client('node-1');
    const answered = inbox(node);
    await node.subscribeAsync(down('node-1', '#'), { qos: 1 });
    for (let n = 0; n < 10; n += 1) await node.publishAsync(up('node-2', `readings/${n}`), '', { qos: 1 });
    await until(() => answered.length === 2);
    const entries = answered.flatMap((text) => {
      const [topic, ...payload] = text.split(' ');
      expect(topic).toBe(down('node-1', 'ack'));
      return decodeJson(ack, Buffer.from(payload.join(' ')), 'ack').acks;
    });
    expect(entries).toEqual(
      Array.from({ length: 10 }, (_, n) => ({
        topic: up('node-2', `readings/${n}`),
        s: 'denied',
        code: 'NOT_AUTHORIZED',
      })),
    );
  });

  it('answers a denied subscription with 0x80 and keeps the session', async () => {
    bed = await startBed();
    const raw = await bed.raw();
    await raw.login('node-1');
    const filters = [down('node-2', '#'), '#', '$share/g/' + down('node-1', '#'), '$SYS/#', down('node-1', 'ack')];
    raw.send({ cmd: 'subscribe', messageId: 7, subscriptions: filters.map((topic) => ({ topic, qos: 1 })) } as never);
    expect(await raw.next('suback')).toMatchObject({ granted: [128, 128, 128, 128, 1] });
    raw.send({ cmd: 'pingreq' });
    await raw.next('pingresp');
  });

  it('grants no more subscriptions than the limit, and again after an unsubscribe', async () => {
    bed = await startBed({ maxSubscriptions: 2 });
    const raw = await bed.raw();
    await raw.login('node-1');
    const subscribe = async (kind: string) => {
      raw.send({ cmd: 'subscribe', messageId: 7, subscriptions: [{ topic: down('node-1', kind), qos: 0 }] } as never);
      const suback = await raw.next('suback');
      return suback.cmd === 'suback' ? suback.granted[0] : undefined;
    };
    expect([await subscribe('a'), await subscribe('b'), await subscribe('c'), await subscribe('a')]).toEqual([
      0, 0, 128, 0,
    ]);
    raw.send({ cmd: 'unsubscribe', messageId: 8, unsubscriptions: [down('node-1', 'a')] } as never);
    await raw.next('unsuback');
    expect(await subscribe('c')).toBe(0);
  });

  it('closes on a topic with wildcards, NUL or broken UTF-8', async () => {
    bed = await startBed();
    for (const bytes of [
      Buffer.from('a/+'),
      Buffer.from('a/#'),
      Buffer.from('a\0b'),
      Buffer.from([0x61, 0xc3, 0x28]),
    ]) {
      const raw = await bed.raw();
      await raw.login('node-1');
      raw.socket.write(Buffer.concat([Buffer.from([0x30, bytes.length + 2, 0, bytes.length]), bytes]));
      await raw.closed;
    }
    await bed.client('node-1');
  });

  it('retains the latest message for those who come later, within the share of the identity', async () => {
    bed = await startBed({ maxRetainedMessages: 2, maxRetainedBytes: 100 });
    const node = await bed.client('node-1');
    const publish = (kind: string, payload: string) =>
      node.publishAsync(up('node-1', kind), payload, { qos: 1, retain: true });
    await publish('status', 'old');
    await publish('status', 'new');
    await publish('report', 'x'.repeat(98));
    await publish('report', 'fits');
    await publish('alert', 'third topic');
    const intake = await bed.client('intake');
    const heard = inbox(intake);
    await intake.subscribeAsync('fieldlapse/1/+/+/up/#', { qos: 1 });
    await until(() => heard.length === 2);
    expect(heard.sort()).toEqual([`${up('node-1', 'report')} fits`, `${up('node-1', 'status')} new`]);
    expect(bed.broker.metrics().retainedRefused).toBe(2);
    await publish('status', '');
    await publish('alert', 'has room now');
    expect(bed.broker.metrics().retainedRefused).toBe(2);
  });

  it('keeps the order of metadata (QoS 1) and chunks (QoS 0) that arrive together', async () => {
    bed = await startBed();
    const [intake, raw] = [await bed.client('intake'), await bed.raw()];
    const heard = inbox(intake);
    await intake.subscribeAsync('fieldlapse/1/+/+/up/#', { qos: 1 });
    await raw.login('node-1');
    raw.socket.cork();
    for (let n = 0; n < 20; n += 1) {
      raw.send({
        cmd: 'publish',
        topic: up('node-1', `m${n}`),
        payload: '',
        qos: 1,
        messageId: n + 1,
        dup: false,
        retain: false,
      });
      raw.send({ cmd: 'publish', topic: up('node-1', `c${n}`), payload: '', qos: 0, dup: false, retain: false });
    }
    raw.socket.uncork();
    await until(() => heard.length === 40);
    const order = Array.from({ length: 20 }, (_, n) => [`${up('node-1', `m${n}`)} `, `${up('node-1', `c${n}`)} `]);
    expect(heard).toEqual(order.flat());
  });
});
