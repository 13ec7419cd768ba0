import { randomBytes, randomInt } from 'node:crypto';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { afterEach, describe, expect, it } from 'vitest';
import { connectPacket, down, inbox, openRaw, startBed, until, up, type Bed } from './testbed.ts';

let bed: Bed;
const unhandled: unknown[] = [];
const remember = (reason: unknown) => unhandled.push(reason);
afterEach(async () => {
  process.off('unhandledRejection', remember);
  await bed.close();
});

const publish = (qos: 0 | 1 | 2) =>
  ({
    cmd: 'publish',
    topic: up('node-1', 'readings'),
    payload: 'x'.repeat(40),
    qos,
    messageId: 9,
    dup: false,
    retain: false,
  }) as Packet;
const seeds = [
  connectPacket('node-1', {
    will: { topic: up('node-1', 'status'), payload: Buffer.from('off'), qos: 1, retain: true },
  }),
  ...[publish(0), publish(1), publish(2)],
  ...(['puback', 'pubrec', 'pubrel', 'pubcomp'] as const).map((cmd) => ({ cmd, messageId: 9 }) as Packet),
  { cmd: 'subscribe', messageId: 9, subscriptions: [{ topic: down('node-1', '#'), qos: 1 }] } as Packet,
  { cmd: 'unsubscribe', messageId: 9, unsubscriptions: [down('node-1', '#')] } as Packet,
  { cmd: 'pingreq' } as Packet,
].map((packet) => mqttPacket.generate(packet));

/** A packet with bytes flipped, cut, repeated or put in; its remaining length often left right, to get deep. */
function mutate(packet: Buffer): Buffer {
  const bytes = Buffer.from(packet);
  for (let n = randomInt(1, 5); n > 0; n -= 1) bytes[randomInt(bytes.length)] = randomInt(256);
  const way = randomInt(4);
  if (way === 0) return bytes.subarray(0, randomInt(1, bytes.length + 1));
  if (way === 1) return Buffer.concat([bytes, randomBytes(randomInt(1, 20))]);
  if (way === 2 && bytes.length < 130) bytes[1] = Math.min(127, bytes.length - 2);
  return bytes;
}

describe('hostile bytes', () => {
  it('survives 12,000 mutated packets, before and after login, and serves on', async () => {
    process.on('unhandledRejection', remember);
    bed = await startBed({ connectTimeout: '1s' });
    const attack = async (admitted: boolean) => {
      const raw = await openRaw(bed.broker.port);
      raw.socket.removeAllListeners('data').resume();
      if (admitted) raw.send(connectPacket('node-1'));
      for (let n = 0; n < 10; n += 1) raw.socket.write(mutate(seeds[randomInt(seeds.length)]!));
      raw.socket.end();
      await raw.closed;
    };
    for (let round = 0; round < 60; round += 1) {
      await Promise.all(Array.from({ length: 20 }, (_, n) => attack(n % 4 !== 0)));
    }
    expect(unhandled).toEqual([]);
    const [intake, node] = [await bed.client('intake'), await bed.client('node-2')];
    const heard = inbox(intake);
    await intake.subscribeAsync('fieldlapse/1/+/node-2/up/#');
    await node.publishAsync(up('node-2', 'readings'), 'alive', { qos: 1 });
    await until(() => heard.length === 1);
  });
});
