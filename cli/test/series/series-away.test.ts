import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fieldlapse, startServer } from '../support/command.ts';
import { freePort } from '../support/free-port.ts';
import { hasInflux, startInflux } from '../support/influx.ts';

describe.runIf(hasInflux())('a server whose InfluxDB is away', () => {
  it('takes readings, says so on its page, and hands them over once InfluxDB is back', async () => {
    const data = await mkdtemp(join(tmpdir(), 'fieldlapse-away-'));
    onTestFinished(() => rm(data, { recursive: true, force: true }));
    const [mqttPort, influxPort] = [await freePort(), await freePort()];
    await writeFile(
      join(data, 'fieldlapse.yaml'),
      [
        'series:',
        '  store: influxdb',
        `  influxdb: { url: 'http://127.0.0.1:${influxPort}', database: farm }`,
        'sites: [{ id: farm, sensors: [{ name: air }] }]',
      ].join('\n'),
    );
    const added = await fieldlapse(['device', 'add', 'node-1', '--site', 'farm', '--data', data]);
    const token = /[A-Za-z0-9_-]{40,}/.exec(added.stdout)?.[0] ?? '';
    const server = await startServer(['--data', data, '--http-port', '0', '--mqtt-port', String(mqttPort)]);
    onTestFinished(() => server.stop().then(() => undefined));
    const health = async () => {
      const response = await fetch(`${server.url}/api/health`, { headers: { 'accept-language': 'vi' } });
      return ((await response.json()) as { problems: { code: string; title: string }[] }).problems;
    };

    await publishReading(mqttPort, token);
    await expect
      .poll(health)
      .toEqual([expect.objectContaining({ code: 'SERIES_UNREACHABLE', title: 'Máy chủ InfluxDB không trả lời.' })]);
    const away = await fetch(`${server.url}/api/sites/farm/readings`);
    expect([away.status, away.headers.get('retry-after')]).toEqual([503, '5']);

    const influx = await startInflux('farm', influxPort);
    onTestFinished(influx.close);
    const readings = async () => {
      const response = await fetch(`${server.url}/api/sites/farm/readings`);
      return ((await response.json()) as { readings?: { sensor: string; value: number }[] }).readings;
    };
    await expect
      .poll(readings, { timeout: 45_000, interval: 500 })
      .toEqual([expect.objectContaining({ sensor: 'air', quantity: 'airTempC', value: 0 })]);
    await expect.poll(health, { timeout: 45_000, interval: 500 }).toEqual([]);
  });
});

/** Sends one reading of 0 °C and waits until the server says that it is stored. */
async function publishReading(port: number, token: string): Promise<void> {
  const client = await connectAsync({
    ...{ host: '127.0.0.1', port, clientId: 'node-1', username: 'node-1', password: token },
    ...{ protocolVersion: 4, reconnectPeriod: 0 },
  });
  await client.subscribeAsync('fieldlapse/1/farm/node-1/down/ack', { qos: 1 });
  const acked = new Promise<Buffer>((resolve) => client.once('message', (_topic, payload) => resolve(payload)));
  const reading = { sensor: 'air', quantity: 'airTempC', value: 0, t: Date.now() - 1000, mono: 1000, clk: 'ntp' };
  const payload = JSON.stringify({ v: 1, boot: '1-00000001', from: 0, readings: [reading] });
  await client.publishAsync('fieldlapse/1/farm/node-1/up/readings', payload, { qos: 1 });
  expect(JSON.parse((await acked).toString())).toMatchObject({ acks: [{ s: 'stored' }] });
  await client.endAsync();
}
