import { randomBytes } from 'node:crypto';
import { startOfLocalDay, type QuantityName } from '@fieldlapse/contracts';
import { lifecycle, type Clock, type Logger, type Running } from '@fieldlapse/runtime';
import type { SimConfig } from './config.ts';
import { startHttpCamera } from './devices/http-camera.ts';
import { simRegisters, startModbusBlock, type SimRegister } from './devices/modbus-block.ts';
import { isDuring } from './faults/window.ts';
import { openScene, type Scene } from './scene/scene.ts';
import type { FrameTruth } from './scene/truth.ts';
import { openSensors, type SensorReading } from './sensors/sensors.ts';

export interface SimCamera {
  readonly name: string;
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly scene: Scene;
}

/** A farm that can be photographed, measured and asked for the truth. */
export interface SimFarm extends Running {
  readonly cameras: readonly SimCamera[];
  readonly modbus?: {
    readonly host: string;
    readonly port: number;
    readonly unitId: number;
    readonly registers: readonly SimRegister[];
  };
  readonly truth: {
    /** Throws RangeError for a camera that the farm does not have. */
    truthAt(camera: string, utcMs: number): FrameTruth;
    /** What the sensor says at a time, faults included; in the unit of the quantity. */
    readingAt(quantity: QuantityName, utcMs: number): SensorReading;
    /** The physical value, without any fault. */
    trueValueAt(quantity: QuantityName, utcMs: number): number;
  };
}

const dayMs = 86_400_000;

/** Starts every device of the farm at the injected clock's time; throws `SIM_LISTEN_FAILED`. */
export async function startSimFarm(options: {
  readonly config: SimConfig;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<SimFarm> {
  const { config, clock, logger } = options;
  const { seed, latitude, longitude } = config;
  const place = { latitude, longitude };
  const sownAt = startOfLocalDay(config.sownOn, config.timeZone);
  const sensors = openSensors({ seed, place, sownAt, faults: config.sensorFaults });
  const running = lifecycle();
  const cameras: SimCamera[] = [];
  try {
    const waterLevelCm = (utcMs: number) => sensors.trueValueAt('waterLevelCm', utcMs);
    for (const { name, port, auth, username, faults, ...camera } of config.cameras) {
      const scene = openScene({
        ...{ seed, place, sownAt, waterLevelCm },
        widthPx: camera.width,
        heightPx: camera.height,
        knocked: camera.knocked && [camera.knocked],
        faults: camera.pictureFaults,
      });
      const password = camera.password ?? randomBytes(12).toString('base64url');
      const started = await startHttpCamera({
        ...{ name, port, auth, username, password, logger },
        picture: () => scene.jpegAt(clock.now()),
        fault: () => faults.find((fault) => isDuring(fault, (clock.now() - sownAt) / dayMs))?.kind,
      });
      running.add(`camera ${name}`, started.close);
      cameras.push({ name, url: started.url, username, password, scene });
    }
    const read = (quantity: QuantityName) => sensors.readingAt(quantity, clock.now());
    const modbus = config.modbus && (await startModbusBlock({ port: config.modbus.port, read, logger }));
    if (modbus) running.add('Modbus block', modbus.close);
    return {
      cameras,
      ...(modbus && {
        modbus: { host: modbus.host, port: modbus.port, unitId: modbus.unitId, registers: simRegisters },
      }),
      truth: {
        truthAt(name, utcMs) {
          const found = cameras.find((camera) => camera.name === name);
          if (!found) throw new RangeError(`the simulated farm has no camera ${name}`);
          return found.scene.truthAt(utcMs);
        },
        readingAt: sensors.readingAt,
        trueValueAt: sensors.trueValueAt,
      },
      close: running.close,
    };
  } catch (error) {
    await running.close();
    throw error;
  }
}
