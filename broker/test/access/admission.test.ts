import mqttPacket from 'mqtt-packet';
import { afterEach, describe, expect, it } from 'vitest';
import { connectPacket, device, down, openRaw, startBed, until, up, type Bed } from '../testbed.ts';

let bed: Bed;
afterEach(() => bed.close());

/** The CONNACK return code that a CONNECT packet earns. */
async function returnCode(id: string, options: object = {}) {
  const raw = await bed.raw();
  raw.send(connectPacket(id, options));
  const connack = await raw.next('connack');
  return connack.cmd === 'connack' ? connack.returnCode : undefined;
}

describe('admission', () => {
  it('refuses by return code: wrong token, foreign name, unknown id, no credentials', async () => {
    bed = await startBed();
    expect(await returnCode('node-1', { password: Buffer.from('wrong') })).toBe(4);
    expect(await returnCode('node-1', { username: 'node-2' })).toBe(4);
    expect(await returnCode('nobody')).toBe(4);
    expect(await returnCode('node-1', { username: undefined, password: undefined })).toBe(4);
    expect(await returnCode('node-1')).toBe(0);
    expect(bed.broker.metrics().refusedConnects).toEqual({ 'bad-credentials': 2, 'name-mismatch': 2 });
  });

  it('refuses an empty client id with return code 2, with a persistent and with a clean session', async () => {
    bed = await startBed();
    const connect = mqttPacket.generate(connectPacket(''));
    expect(connect[9]).toBe(0b1100_0010);
    for (const flags of [0b1100_0010, 0b1100_0000]) {
      const raw = await bed.raw();
      raw.socket.write(connect.with(9, flags));
      expect(await raw.next('connack')).toMatchObject({ returnCode: 2 });
      await raw.closed;
    }
  });

  it('refuses protocol versions other than 3.1 and 3.1.1 with return code 1', async () => {
    bed = await startBed();
    expect(await returnCode('node-1', { protocolVersion: 5 })).not.toBe(0);
    expect(bed.broker.metrics().connections).toBe(0);
  });

  it('never writes the token to the log and logs one line per client and address', async () => {
    bed = await startBed();
    for (let n = 0; n < 5; n += 1) await returnCode('node-1', { password: Buffer.from('hunter2') });
    await returnCode('node-2', { password: Buffer.from('hunter2') });
    expect(bed.warnings).toHaveLength(2);
    expect(JSON.stringify(bed.warnings)).not.toContain('hunter2');
    expect(bed.warnings[0]).toMatchObject({ clientId: 'node-1', reason: 'bad-credentials' });
  });

  it('answers 200 parallel bad logins, makes the address wait, and still lets in who was in before', async () => {
    bed = await startBed({ maxFailedLogins: 50 });
    expect(await returnCode('node-1')).toBe(0);
    const codes = await Promise.all(
      Array.from({ length: 200 }, (_, n) => returnCode(`guess-${n}`, { password: Buffer.from(String(n)) })),
    );
    expect(codes.every((code) => code === 3 || code === 4)).toBe(true);
    expect(await returnCode('node-2')).toBe(3);
    expect(await returnCode('node-1')).toBe(0);
    expect(bed.warnings.length).toBeLessThanOrEqual(100);
    const { refusedConnects } = bed.broker.metrics();
    expect(refusedConnects['bad-credentials']! + refusedConnects['too-many-failures']!).toBe(201);
  });

  it('says unavailable, not refused, while identities cannot be looked up', async () => {
    bed = await startBed();
    bed.identities.get = () => {
      throw new Error('disk on fire');
    };
    expect(await returnCode('node-1')).toBe(3);
  });

  it('refuses a last will on the topic of another device', async () => {
    bed = await startBed();
    const will = (topic: string) => ({ will: { topic, payload: Buffer.from('x'), qos: 1, retain: true } });
    expect(await returnCode('node-1', will(up('node-2', 'status')))).toBe(5);
    expect(await returnCode('node-1', will(up('node-1', '+')))).toBe(5);
    expect(await returnCode('node-1', will(up('node-1', 'status')))).toBe(0);
  });

  it('publishes the last will of a device that vanishes', async () => {
    bed = await startBed();
    const heard: string[] = [];
    const intake = await bed.client('intake');
    intake.on('message', (topic, payload) => heard.push(`${topic} ${payload}`));
    await intake.subscribeAsync('fieldlapse/1/+/+/up/#');
    const raw = await bed.raw();
    await raw.login('node-1', {
      will: { topic: up('node-1', 'status'), payload: Buffer.from('off'), qos: 1, retain: true },
    });
    raw.socket.destroy();
    await until(() => heard.length === 1);
    expect(heard).toEqual([`${up('node-1', 'status')} off`]);
  });

  it('closes the old connection when the same id connects again, and the new one works', async () => {
    bed = await startBed();
    const first = await bed.raw();
    await first.login('node-1');
    const second = await bed.raw();
    await second.login('node-1');
    await first.closed;
    second.send({ cmd: 'pingreq' });
    await second.next('pingresp');
    expect(bed.broker.metrics().connections).toBe(1);
  });

  it('leaves one connection of a storm of the same id', async () => {
    bed = await startBed();
    const storm = await Promise.all(Array.from({ length: 30 }, () => openRaw(bed.broker.port)));
    for (const raw of storm) raw.send(connectPacket('node-1'));
    await until(() => storm.filter(({ socket }) => !socket.destroyed && !socket.readableEnded).length === 1);
    expect(bed.broker.metrics().connections).toBe(1);
    for (const { socket } of storm) socket.destroy();
  });

  it('applies changed rights from the next connection on', async () => {
    bed = await startBed();
    const granted = async () => {
      const client = await bed.client('node-1');
      const suback = await client.subscribeAsync(down('node-2', '#')).catch(() => []);
      await client.endAsync();
      return suback.length > 0;
    };
    expect(await granted()).toBe(false);
    bed.identities.set('node-1', device('node-1', { subscribe: [down('node-2', '#')] }));
    expect(await granted()).toBe(true);
  });
});
