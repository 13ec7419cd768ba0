import type { QuantityName } from '@fieldlapse/contracts';
import type { SensorSettings } from '../config.ts';
import { registerCount, registerValue } from './register.ts';

/** One value, or why there is none: missing is never 0. */
export type SensorValue =
  | { readonly quantity: QuantityName; readonly value: number }
  | { readonly quantity: QuantityName; readonly value: null; readonly fault: string };

export interface SensorDriver {
  /** One value for each register. Never throws. */
  read(): Promise<SensorValue[]>;
  close(): void;
}

type Client = InstanceType<(typeof import('modbus-serial'))['default']>;

/** Reads registers over one connection, which is made again after any failure. */
export function modbusTcpDriver(settings: SensorSettings): SensorDriver {
  let client: Client | undefined;

  async function connected(): Promise<Client> {
    if (client?.isOpen) return client;
    const { default: modbus } = await import('modbus-serial');
    const fresh = new modbus.default();
    client = fresh;
    await fresh.connectTCP(settings.host, { port: settings.port, timeout: settings.timeout });
    fresh.on('error', () => drop(fresh));
    fresh.setID(settings.unitId);
    fresh.setTimeout(settings.timeout);
    return fresh;
  }

  function drop(failed: Client | undefined): void {
    if (client === failed) client = undefined;
    failed?.close(() => {});
  }

  async function readRegister(register: SensorSettings['registers'][number]): Promise<SensorValue> {
    const { quantity, address, kind } = register;
    try {
      const length = registerCount[register.type];
      const modbus = await connected();
      const answer =
        kind === 'holding'
          ? await modbus.readHoldingRegisters(address, length)
          : await modbus.readInputRegisters(address, length);
      if (answer.buffer.length < length * 2) return { quantity, value: null, fault: 'short answer' };
      const value = registerValue(answer.buffer, register);
      return value === undefined ? { quantity, value: null, fault: 'not a number' } : { quantity, value };
    } catch (error) {
      // An exception is an answer: the connection is good. Anything else starts a new one.
      if ((error as { modbusCode?: number }).modbusCode === undefined) drop(client);
      return { quantity, value: null, fault: faultText(error) };
    }
  }

  return {
    async read() {
      const values: SensorValue[] = [];
      for (const register of settings.registers) values.push(await readRegister(register));
      return values;
    },
    close: () => drop(client),
  };
}

function faultText(error: unknown): string {
  const { message, modbusCode, errno } = error as { message?: string; modbusCode?: number; errno?: string | number };
  if (modbusCode !== undefined) return `Modbus exception ${modbusCode}`;
  return (message ?? String(errno ?? 'no answer')).slice(0, 200);
}
