import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The bytes of a golden fixture. */
export const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, '../fixtures', name));

export const token = 'example-token-of-node-7';
export const site = 'farm-1';
export const device = 'node-7';
export const boot = '12-9f3a6c01';
/** The frame that the fixtures speak of: `frame.jpg`, taken by camera `cam-north` as capture 345 of this boot. */
export const frame = {
  camera: 'cam-north',
  seq: 345,
  id: 'k55iosdkr2qbzk7uop7w72k4uy',
  bytes: 361,
  sha256: '22376f67e8dbe71fa50f7d166fe18b5882301af43e9fab955b2d03c1936eecf4',
};
const t = Date.UTC(2026, 10, 24, 1, 30);

/** What the JSON fixtures say, in the order of their fields; the name of the file, less `.json`. */
export const goldenValues: Record<string, { schema: string; value: unknown }> = {
  'frame-meta': {
    schema: 'frame-meta',
    value: {
      v: 1,
      f: frame.id,
      camera: frame.camera,
      seq: frame.seq,
      t,
      mono: 5_400_123.5,
      boot,
      clk: 'ntp',
      bytes: frame.bytes,
      sha256: frame.sha256,
      width: 32,
      height: 18,
      quality: { luma: 104.2, darkShare: 0.01, brightShare: 0.002, sharpness: 210.5, flags: ['blurred'] },
    },
  },
  'frame-meta-thinned': {
    schema: 'frame-meta',
    value: {
      v: 1,
      f: frame.id,
      camera: frame.camera,
      seq: frame.seq,
      t,
      mono: 5_400_123.5,
      boot,
      clk: 'ntp',
      bytes: frame.bytes,
      sha256: frame.sha256,
      thinned: { at: t + 86_400_000, reason: 'card-full' },
    },
  },
  readings: {
    schema: 'readings',
    value: {
      v: 1,
      boot,
      from: 9000,
      readings: [
        { sensor: 'weather-1', quantity: 'airTempC', value: 29.4, t, mono: 5_400_000, clk: 'ntp' },
        { sensor: 'weather-1', quantity: 'airTempC', value: 0, t: t + 60_000, mono: 5_460_000, clk: 'ntp' },
        {
          sensor: 'soil-2',
          quantity: 'salinityDsPerM',
          value: null,
          t: t + 60_000,
          mono: 5_460_000,
          clk: 'none',
          fault: 'modbus timeout',
        },
      ],
    },
  },
  alert: {
    schema: 'alert',
    value: { v: 1, id: 'a-12-7', kind: 'tamper', t, mono: 5_400_200, boot, clk: 'ntp', text: 'nắp hộp bị mở' },
  },
  status: {
    schema: 'status',
    value: {
      v: 1,
      online: true,
      boot,
      t,
      mono: 5_400_300,
      clk: 'ntp',
      version: '0.1.0',
      spool: {
        frames: 3,
        frameBytes: 912_000,
        readings: 60,
        capacityBytes: 8_000_000_000,
        freeBytes: 7_900_000_000,
        thinned: 0,
        quarantined: 0,
        oldestT: t - 3_600_000,
      },
      uplink: {
        sending: { camera: 'cam-north', bytes: 304_000, sent: 65_536 },
        kbps: 212.5,
        framesStored: 342,
        bytesSent: 104_000_000,
      },
      cameras: [{ name: 'cam-north', lastCaptureT: t }],
    },
  },
  'last-will': { schema: 'status', value: { v: 1, online: false, boot } },
  report: { schema: 'report', value: { v: 1, rev: 4, applied: false, error: 'cameras.0.url: not a URL' } },
  ack: {
    schema: 'ack',
    value: {
      v: 1,
      acks: [
        { f: frame.id, s: 'stored' },
        { r: { boot, from: 9000, to: 9002 }, s: 'dup' },
        { f: 'a'.repeat(26), s: 'bad', code: 'NOT_A_JPEG', message: 'no SOI marker' },
        { topic: 'fieldlapse/1/farm-1/node-8/up/readings', s: 'denied', code: 'NOT_AUTHORIZED' },
      ],
    },
  },
  want: {
    schema: 'want',
    value: { v: 1, frames: [{ f: frame.id, received: 256, ranges: [[256, 361]] }], pauseMs: 5000, maxKbps: 256 },
  },
  command: {
    schema: 'command',
    value: { v: 1, id: 'c-1', op: 'capture', issuedAt: t, expiresAt: t + 60_000, args: { camera: 'cam-north' } },
  },
  config: {
    schema: 'config',
    value: {
      v: 1,
      rev: 5,
      config: { cameras: [{ name: 'cam-north', every: '15m' }], site: 'farm-1' },
      signature: '03a6657236bd55fd63f26d337efe80b9332ba270cf2805cc09336616c38672ff',
    },
  },
  notice: { schema: 'notice', value: { v: 1, acceptedSeq: 77, camera: 'cam-north', day: '2026-11-24' } },
};
