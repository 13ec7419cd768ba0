import { sleep } from '@fieldlapse/runtime';
import mqttPacket from 'mqtt-packet';
import { afterEach, describe, expect, it } from 'vitest';
import { connectPacket, inbox, startBed, until, up, type Bed, type RawClient } from './testbed.ts';

let bed: Bed;
afterEach(() => bed.close());

const claimBytes = 200 * 1024 * 1024;
const rssMb = () => process.memoryUsage().rss / 2 ** 20;

/** A fixed header that claims a body of `bytes`. */
function header(type: number, bytes: number): Buffer {
  const length: number[] = [];
  for (let rest = bytes; ; rest >>>= 7) {
    if (rest < 128) return Buffer.from([type << 4, ...length, rest]);
    length.push((rest & 127) | 128);
  }
}

/** Sends the claim and then body as fast as the socket takes it, until the broker hangs up. */
async function pour({ socket, closed }: RawClient, first: Buffer): Promise<void> {
  let open = true;
  void closed.then(() => (open = false));
  socket.write(first);
  const body = Buffer.alloc(65_536);
  for (let sent = 0; open && sent < claimBytes; sent += body.length) {
    if (!socket.write(body)) await Promise.race([sleep(20), closed]);
  }
  await closed;
}

describe('packet guard', () => {
  it('closes 100 connections that claim 200 MB in CONNECT before it has read any of it', async () => {
    bed = await startBed();
    const raws = await Promise.all(Array.from({ length: 100 }, () => bed.raw()));
    const beforeMb = rssMb();
    await Promise.all(raws.map((raw) => pour(raw, header(1, claimBytes))));
    expect(rssMb() - beforeMb).toBeLessThan(50);
    expect(bed.broker.metrics().guardCloses).toEqual({ 'too-large': 100 });
    expect(bed.warnings).toHaveLength(1);
    expect(bed.warnings[0]).toMatchObject({ code: 'PACKET_TOO_LARGE', packetBytes: claimBytes + 5 });
  });

  it('closes a member that claims 200 MB in PUBLISH', async () => {
    bed = await startBed();
    const raw = await bed.raw();
    await raw.login('node-1');
    const beforeMb = rssMb();
    await pour(raw, header(3, claimBytes));
    expect(rssMb() - beforeMb).toBeLessThan(50);
    expect(bed.broker.metrics()).toMatchObject({ guardCloses: { 'too-large': 1 }, connections: 0 });
  });

  it('lets 4096 bytes of CONNECT and 256 KiB of PUBLISH through, and not one byte more', async () => {
    bed = await startBed();
    const [intake, raw] = [await bed.client('intake'), await bed.raw()];
    const heard = inbox(intake);
    await intake.subscribeAsync('fieldlapse/1/+/+/up/#');
    const padded = (bytes: number) => {
      const will = (payload: Buffer) => ({ will: { topic: up('node-1', 'status'), payload, qos: 1, retain: false } });
      const plain = mqttPacket.generate(connectPacket('node-1', will(Buffer.alloc(1000))));
      return mqttPacket.generate(connectPacket('node-1', will(Buffer.alloc(1000 + bytes - plain.length))));
    };
    expect(padded(4096)).toHaveLength(4096);
    raw.socket.write(padded(4096));
    expect(await raw.next('connack')).toMatchObject({ returnCode: 0 });
    const fits = 262_144 - 4 - 2 - up('node-1', 'readings').length;
    const publish = (bytes: number) =>
      raw.send({
        cmd: 'publish',
        topic: up('node-1', 'readings'),
        payload: Buffer.alloc(bytes, 'x'),
        qos: 0,
        dup: false,
        retain: false,
      });
    publish(fits);
    await until(() => heard.length === 1);
    publish(fits + 1);
    await raw.closed;
    const other = await bed.raw();
    other.socket.write(padded(4097));
    await other.closed;
    expect(bed.broker.metrics().guardCloses).toEqual({ 'too-large': 2 });
    expect(heard.length).toBe(2); // the second is the will
  });

  it('follows packets that arrive byte by byte', async () => {
    bed = await startBed();
    const [intake, raw] = [await bed.client('intake'), await bed.raw()];
    const heard = inbox(intake);
    await intake.subscribeAsync('fieldlapse/1/+/+/up/#');
    const publish = {
      cmd: 'publish',
      topic: up('node-1', 'readings'),
      payload: 'x'.repeat(200),
      qos: 0,
      dup: false,
      retain: false,
    } as const;
    const bytes = Buffer.concat(
      [connectPacket('node-1'), publish, publish].map((packet) => mqttPacket.generate(packet)),
    );
    for (const byte of bytes) {
      raw.socket.write(Buffer.from([byte]));
      await sleep(0);
    }
    await until(() => heard.length === 2);
  });

  it('keeps what a client sends right behind its CONNECT until it is admitted', async () => {
    bed = await startBed();
    const [intake, raw] = [await bed.client('intake'), await bed.raw()];
    const heard = inbox(intake);
    await intake.subscribeAsync('fieldlapse/1/+/+/up/#');
    raw.socket.cork();
    raw.send(connectPacket('node-1'));
    for (let n = 0; n < 100; n += 1) {
      const payload = Buffer.alloc(8192, 'x');
      raw.send({ cmd: 'publish', topic: up('node-1', `c${n}`), payload, qos: 0, dup: false, retain: false });
    }
    raw.socket.uncork();
    await until(() => heard.length === 100);
  });

  it.each([
    ['PUBLISH before CONNECT', [0x30, 0x03, 0x00, 0x01, 0x61], 'not-connect'],
    ['HTTP', [...Buffer.from('GET / HTTP/1.1\r\n\r\n')], 'not-connect'],
    ['a length of five bytes', [0x10, 0xff, 0xff, 0xff, 0xff, 0x01], 'bad-length'],
  ])('closes on %s', async (_what, bytes, reason) => {
    bed = await startBed();
    const raw = await bed.raw();
    raw.socket.write(Buffer.from(bytes));
    await raw.closed;
    expect(bed.broker.metrics().guardCloses).toEqual({ [reason]: 1 });
  });

  it.each([
    ['a second CONNECT', mqttPacket.generate(connectPacket('node-1'))],
    ['a packet that only servers send', Buffer.from([0x20, 0x02, 0x00, 0x00])],
    ['QoS 3', Buffer.from([0x36, 0x05, 0x00, 0x01, 0x61, 0x00, 0x01])],
  ])('closes on %s', async (_what, bytes) => {
    bed = await startBed();
    const raw = await bed.raw();
    await raw.login('node-1');
    raw.socket.write(bytes);
    await raw.closed;
  });

  it('closes a client that dribbles its CONNECT for longer than connectTimeout', async () => {
    bed = await startBed({ connectTimeout: '300ms' });
    const raw = await bed.raw();
    let open = true;
    void raw.closed.then(() => (open = false));
    for (const byte of mqttPacket.generate(connectPacket('node-1'))) {
      if (!open) break;
      raw.socket.write(Buffer.from([byte]));
      await sleep(40);
    }
    await raw.closed;
    expect(raw.received).toEqual([]);
  });
});
