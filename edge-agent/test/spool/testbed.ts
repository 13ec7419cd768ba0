import { parseCameraName, parseDeviceId, type Reading, type SensorName } from '@fieldlapse/contracts';
import { manualClock, silentLogger } from '@fieldlapse/runtime';
import { openSpool, type FrameToSpool, type SpoolOptions } from '../../src/spool/spool.ts';
import { picture } from '../pictures.ts';

export const noon = Date.UTC(2026, 3, 1, 5);

export function openTestSpool(folder: string, options: Partial<SpoolOptions> = {}) {
  return openSpool({
    folder,
    device: parseDeviceId('node-1'),
    timeZone: 'Asia/Ho_Chi_Minh',
    capacityBytes: 2 ** 30,
    mayThin: true,
    clock: manualClock(noon),
    logger: silentLogger,
    ...options,
  });
}

/** A frame captured so many minutes after noon. */
export function frameAt(minute: number, fields: Partial<FrameToSpool> = {}): FrameToSpool {
  return {
    camera: parseCameraName('field'),
    jpeg: picture(3000),
    capturedAt: noon + minute * 60_000,
    mono: minute,
    clk: 'ntp',
    ...fields,
  };
}

export function readingAt(minute: number): Reading {
  return {
    sensor: 'air' as SensorName,
    quantity: 'airTempC',
    value: 20 + minute / 100,
    t: noon + minute * 60_000,
    mono: minute,
    clk: 'ntp',
  };
}
