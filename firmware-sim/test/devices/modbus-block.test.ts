import ModbusRTU from 'modbus-serial';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SimFarm } from '../../src/index.ts';
import { at, startFarm } from '../farm.ts';

async function connect({ modbus }: SimFarm): Promise<ModbusRTU.default> {
  const client = new ModbusRTU.default();
  await client.connectTCP(modbus!.host, { port: modbus!.port });
  client.setID(modbus!.unitId);
  client.setTimeout(2000);
  onTestFinished(() => new Promise((resolve) => client.close(() => resolve())));
  return client;
}

describe('Modbus block', () => {
  it('holds every quantity where its register map says', async () => {
    const farm = await startFarm({ modbus: {} });
    const client = await connect(farm);
    for (const { quantity, address, kind, type, scale } of farm.modbus!.registers) {
      const length = type === 'float32' ? 2 : 1;
      const answer = kind === 'input' ? client.readInputRegisters : client.readHoldingRegisters;
      const { buffer } = await answer.call(client, address, length);
      const raw = {
        int16: () => buffer.readInt16BE(),
        uint16: () => buffer.readUInt16BE(),
        float32: () => buffer.readFloatBE(),
      };
      const { value } = farm.truth.readingAt(quantity, at(20, 9));
      expect(Math.abs(raw[type]() * scale - value!), quantity).toBeLessThanOrEqual(
        scale === 1 && type === 'float32' ? 1e-5 : scale / 2 + 1e-9,
      );
    }
  });

  it('answers an absent sensor and an unknown address with Modbus exceptions', async () => {
    const sensorFaults = ['airTempC', 'salinityDsPerM'].map((quantity) => ({ quantity, kind: 'absent' }));
    const farm = await startFarm({ modbus: {}, sensorFaults });
    const client = await connect(farm);
    await expect(client.readInputRegisters(0, 1)).rejects.toMatchObject({ modbusCode: 11 });
    await expect(client.readHoldingRegisters(0, 2)).rejects.toMatchObject({ modbusCode: 11 });
    await expect(client.readInputRegisters(90, 1)).rejects.toMatchObject({ modbusCode: 2 });
    expect((await client.readInputRegisters(1, 1)).data).toHaveLength(1);
  });
});
