import { afterEach, describe, expect, it } from 'vitest';
import { FieldlapseError } from '@fieldlapse/contracts';
import { silentLogger, startMqttSession } from '@fieldlapse/runtime';
import { brokerConfig, startBroker } from '../src/index.ts';
import { device, down, inbox, startBed, tokenOf, until, up, type Bed } from './testbed.ts';

let bed: Bed;
afterEach(() => bed.close());

describe('broker', () => {
  it('carries messages of QoS 0, 1 and 2 from a device to intake and answers back', async () => {
    bed = await startBed();
    const [intake, node] = [await bed.client('intake'), await bed.client('node-1')];
    const [heard, answered] = [inbox(intake), inbox(node)];
    await intake.subscribeAsync('fieldlapse/1/+/+/up/#', { qos: 1 });
    await node.subscribeAsync(down('node-1', '#'), { qos: 1 });
    for (const qos of [0, 1, 2] as const) await node.publishAsync(up('node-1', 'readings'), `qos ${qos}`, { qos });
    await until(() => heard.length === 3);
    expect(heard).toEqual([0, 1, 2].map((qos) => `${up('node-1', 'readings')} qos ${qos}`));
    await intake.publishAsync(down('node-1', 'ack'), 'stored', { qos: 1 });
    await until(() => answered.length === 1);
    const { messagesIn, messagesOut, connections, bytesIn } = bed.broker.metrics();
    expect({ messagesIn, messagesOut, connections }).toEqual({ messagesIn: 4, messagesOut: 4, connections: 2 });
    expect(bytesIn).toBeGreaterThan(150);
  });

  it('serves the MQTT session of the runtime', async () => {
    bed = await startBed();
    const heard: string[] = [];
    const options = { host: '127.0.0.1', port: bed.broker.port, logger: silentLogger };
    const intake = startMqttSession({
      ...{ ...options, clientId: 'intake', token: tokenOf('intake'), subscriptions: ['fieldlapse/1/+/+/up/#'] },
      onMessage: (topic) => void heard.push(topic),
    });
    const node = startMqttSession({
      ...{ ...options, clientId: 'node-1', token: tokenOf('node-1'), subscriptions: [down('node-1', '#')] },
      onMessage: () => {},
    });
    await until(() => intake.connected && node.connected);
    expect(await node.publish(up('node-1', 'status'), Buffer.from('{}'))).toBe(true);
    await until(() => heard.length === 1);
    await Promise.all([intake.close(), node.close()]);
  });

  it('says that the port is busy and what to do', async () => {
    bed = await startBed();
    const config = brokerConfig.parse({ port: bed.broker.port });
    const second = startBroker({ config, lookupIdentity: async () => device('node-1'), logger: silentLogger });
    const error = await second.catch((reason: unknown) => reason as FieldlapseError);
    expect(error).toMatchObject({ code: 'PORT_BUSY', message: expect.stringContaining(String(bed.broker.port)) });
  });
});
