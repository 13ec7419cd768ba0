import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { FieldlapseError, type QuantityName } from '@fieldlapse/contracts';
import type { Logger, Running } from '@fieldlapse/runtime';
import { ServerTCP } from 'modbus-serial';
import type { SensorReading } from '../sensors/sensors.ts';

/** Where a quantity stands in the block; `value = raw × scale`. */
export interface SimRegister {
  readonly quantity: QuantityName;
  readonly address: number;
  readonly kind: 'input' | 'holding';
  readonly type: 'int16' | 'uint16' | 'float32';
  readonly scale: number;
}

/** The block's register map, big endian, high word first. */
export const simRegisters: readonly SimRegister[] = [
  { quantity: 'airTempC', address: 0, kind: 'input', type: 'int16', scale: 0.1 },
  { quantity: 'relHumidityPct', address: 1, kind: 'input', type: 'uint16', scale: 0.1 },
  { quantity: 'lightWattPerM2', address: 2, kind: 'input', type: 'uint16', scale: 1 },
  { quantity: 'rainMm', address: 3, kind: 'input', type: 'uint16', scale: 0.1 },
  { quantity: 'soilMoisturePct', address: 4, kind: 'input', type: 'uint16', scale: 0.1 },
  { quantity: 'waterLevelCm', address: 5, kind: 'input', type: 'int16', scale: 0.1 },
  { quantity: 'batteryVolt', address: 6, kind: 'input', type: 'uint16', scale: 0.01 },
  { quantity: 'airSpeedMPerSec', address: 7, kind: 'input', type: 'uint16', scale: 0.1 },
  { quantity: 'salinityDsPerM', address: 0, kind: 'holding', type: 'float32', scale: 1 },
];

export interface ModbusBlock extends Running {
  readonly host: string;
  readonly port: number;
  readonly unitId: number;
}

const host = '127.0.0.1';
const unitId = 1;
/** Exception codes [MODBUS Application Protocol 1.1b3, 7]: illegal data address; target device failed to respond. */
const illegalAddress = 2;
const targetSilent = 11;

/** A Modbus TCP sensor block on loopback; throws `SIM_LISTEN_FAILED` where the port is taken. */
export async function startModbusBlock(options: {
  readonly port: number;
  readonly read: (quantity: QuantityName) => SensorReading;
  readonly logger: Logger;
}): Promise<ModbusBlock> {
  // Synchronous on purpose: the library's list readers take no promises, and so no clock tick falls between two words.
  const one = (kind: SimRegister['kind']) => (address: number) => wordAt(kind, address, options.read);
  const several = (kind: SimRegister['kind']) => (address: number, length: number) =>
    Array.from({ length }, (_, index) => wordAt(kind, address + index, options.read));
  const port = options.port === 0 ? await freePort() : options.port;
  const vector = {
    getInputRegister: one('input'),
    getMultipleInputRegisters: several('input'),
    getHoldingRegister: one('holding'),
    getMultipleHoldingRegisters: several('holding'),
  };
  const server = new ServerTCP(vector, { host, port, unitID: unitId });
  server.on('socketError', (error) => options.logger.debug({ error }, 'a Modbus client went away'));
  try {
    await new Promise<void>((resolve, reject) => {
      server.on('initialized', () => resolve());
      server.on('serverError', (error) => reject(error ?? new Error('cannot listen')));
    });
  } catch (cause) {
    throw new FieldlapseError('SIM_LISTEN_FAILED', `Modbus block: ${(cause as Error).message}`, { cause });
  }
  return { host, port, unitId, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** The 16 bits at an address; throws what becomes a Modbus exception. */
function wordAt(kind: SimRegister['kind'], address: number, read: (quantity: QuantityName) => SensorReading): number {
  const found = simRegisters.find(
    (one) => one.kind === kind && address >= one.address && address < one.address + (one.type === 'float32' ? 2 : 1),
  );
  if (!found) throw exception(illegalAddress, `no register at ${address}`);
  const { value } = read(found.quantity);
  if (value === null) throw exception(targetSilent, `${found.quantity} does not answer`);
  const bytes = Buffer.alloc(4);
  const raw = Math.round(value / found.scale);
  if (found.type === 'float32') bytes.writeFloatBE(value);
  else if (found.type === 'int16') bytes.writeInt16BE(Math.max(-32_768, Math.min(32_767, raw)));
  else bytes.writeUInt16BE(Math.max(0, Math.min(65_535, raw)));
  return bytes.readUInt16BE((address - found.address) * 2);
}

function exception(modbusErrorCode: number, message: string): Error {
  return Object.assign(new Error(message), { modbusErrorCode });
}

/** The library cannot say which port it got, so it must be told one. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, host);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
