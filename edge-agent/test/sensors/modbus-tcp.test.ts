import { ServerTCP } from 'modbus-serial';
import { describe, expect, it } from 'vitest';
import { sensorSettings } from '../../src/config.ts';
import { modbusTcpDriver } from '../../src/sensors/modbus-tcp.ts';
import { cleanup, freePort } from '../testbed.ts';

const registers = [
  { quantity: 'airTempC', address: 0, type: 'int16', scale: 0.1 },
  { quantity: 'relHumidityPct', address: 1, type: 'uint16', scale: 0.1 },
  { quantity: 'salinityDsPerM', address: 2, type: 'float32', kind: 'input' },
  { quantity: 'waterLevelCm', address: 4, type: 'int32', offset: -100 },
];

/** A real Modbus server whose registers are `words`; addresses beyond them are an exception. */
async function startBlock(
  words: () => number[],
  delayMs = 0,
  at?: number,
): Promise<{ port: number; stop: () => Promise<void> }> {
  const port = at ?? (await freePort());
  const value = async (address: number) => {
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    const word = words()[address];
    if (word === undefined) throw Object.assign(new Error('no such register'), { modbusErrorCode: 2 });
    return word;
  };
  const server = new ServerTCP(
    { getHoldingRegister: value, getInputRegister: value },
    { host: '127.0.0.1', port, unitID: 1 },
  );
  await new Promise<void>((resolve) => server.once('initialized', () => resolve()));
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
  cleanup(stop);
  return { port, stop };
}

function driverFor(port: number, fields: Record<string, unknown> = {}) {
  const driver = modbusTcpDriver(
    sensorSettings.parse({
      name: 'block',
      driver: 'modbus-tcp',
      host: '127.0.0.1',
      port,
      timeout: '300ms',
      registers,
      ...fields,
    }),
  );
  cleanup(() => driver.close());
  return driver;
}

function words(): number[] {
  const float = Buffer.alloc(4);
  float.writeFloatBE(1.5);
  const level = Buffer.alloc(4);
  level.writeInt32BE(70_000);
  return [
    -53 & 0xffff,
    873,
    float.readUInt16BE(0),
    float.readUInt16BE(2),
    level.readUInt16BE(0),
    level.readUInt16BE(2),
  ];
}

describe('a Modbus sensor block', () => {
  it('gives signed, unsigned, 32-bit and floating values, scaled', async () => {
    const { port } = await startBlock(words);
    expect(await driverFor(port).read()).toEqual([
      { quantity: 'airTempC', value: -5.3 },
      { quantity: 'relHumidityPct', value: 87.3 },
      { quantity: 'salinityDsPerM', value: 1.5 },
      { quantity: 'waterLevelCm', value: 69_900 },
    ]);
  });

  it('gives null and the exception for a register that it does not have, and the others all the same', async () => {
    const { port } = await startBlock(() => words().slice(0, 4));
    const values = await driverFor(port).read();
    expect(values.map(({ value }) => value)).toEqual([-5.3, 87.3, 1.5, null]);
    expect(values[3]).toMatchObject({ fault: expect.stringMatching(/exception/) as string });
  });

  it('that is absent gives null with the cause, never 0', async () => {
    const values = await driverFor(await freePort()).read();
    expect(values.map(({ value }) => value)).toEqual([null, null, null, null]);
    expect(values[0]).toMatchObject({ fault: expect.stringMatching(/ECONNREFUSED/) as string });
  });

  it('that is too slow gives null', async () => {
    const { port } = await startBlock(words, 2000);
    const [first] = await driverFor(port, { registers: registers.slice(0, 1) }).read();
    expect(first).toMatchObject({ value: null, fault: expect.stringMatching(/time/i) as string });
  });

  it('is read again after it was away', async () => {
    const first = await startBlock(words);
    const driver = driverFor(first.port, { registers: registers.slice(0, 1) });
    expect((await driver.read())[0]?.value).toBe(-5.3);
    await first.stop();
    expect((await driver.read())[0]?.value).toBeNull();
    await startBlock(words, 0, first.port);
    expect((await driver.read())[0]?.value).toBe(-5.3);
  });

  it('that answers with a number that is none gives null', async () => {
    const { port } = await startBlock(() => [0x7fc0, 0]);
    const [value] = await driverFor(port, {
      registers: [{ quantity: 'airTempC', address: 0, type: 'float32' }],
    }).read();
    expect(value).toMatchObject({ value: null, fault: 'not a number' });
  });
});
