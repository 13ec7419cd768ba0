import { createHash } from 'node:crypto';
import { FieldlapseError } from './errors/error.ts';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** A farm. */
export type SiteId = Branded<'SiteId'>;
/** An edge node; also its MQTT client id. */
export type DeviceId = Branded<'DeviceId'>;
/** A camera's name within its site. */
export type CameraName = Branded<'CameraName'>;
/** A sensor's name within its site. */
export type SensorName = Branded<'SensorName'>;
/** 26 characters of base32: the first 128 bits of the frame's identity hash. */
export type FrameId = Branded<'FrameId'>;
/** One run of a device: a persisted counter and a random suffix (`12-9f3a6c01`), or the word `import`. */
export type BootId = Branded<'BootId'>;

export const idPattern = /^[a-z0-9][a-z0-9-]{0,31}$/;
export const frameIdPattern = /^[a-z2-7]{26}$/;
export const bootPattern = /^(import|[0-9]{1,10}-[0-9a-f]{8})$/;

function parser<T extends string>(kind: string, pattern: RegExp, rule: string): (text: string) => T {
  return (text) => {
    if (!pattern.test(text)) {
      throw new FieldlapseError('BAD_ID', `${kind} ${JSON.stringify(text.slice(0, 64))}: ${rule}`);
    }
    return text as T;
  };
}
const idRule = 'use 1–32 of a–z, 0–9 and -, starting with a letter or digit';

export const parseSiteId = parser<SiteId>('site id', idPattern, idRule);
export const parseDeviceId = parser<DeviceId>('device id', idPattern, idRule);
export const parseCameraName = parser<CameraName>('camera name', idPattern, idRule);
export const parseSensorName = parser<SensorName>('sensor name', idPattern, idRule);
export const parseFrameId = parser<FrameId>('frame id', frameIdPattern, 'a frame id is 26 characters of a–z and 2–7');
export const parseBootId = parser<BootId>(
  'boot id',
  bootPattern,
  'a boot id is a counter, - and 8 hex digits, or "import"',
);

const importPrefix = 'import-';

/** The device that existing pictures of a camera come from. Throws `BAD_ID` where the camera's name is too long. */
export function importDeviceOf(camera: CameraName): DeviceId {
  return parseDeviceId(`${importPrefix}${camera}`);
}

/** Whether a device is one of {@link importDeviceOf}: connected only while it imports. */
export function isImportDevice(device: string): boolean {
  return device.startsWith(importPrefix);
}

/**
 * The identity of a frame: base32 of the first 128 bits of
 * SHA-256(device LF camera LF boot LF seq LF SHA-256(jpeg) in hex).
 * For imports `boot` is `import` and `seq` is `capturedAt`, so importing twice gives the same ids.
 */
export function frameIdOf(frame: {
  device: string;
  camera: string;
  boot: string;
  seq: number;
  sha256: string;
}): FrameId {
  const text = [frame.device, frame.camera, frame.boot, String(frame.seq), frame.sha256].join('\n');
  return base32(createHash('sha256').update(text).digest().subarray(0, 16)) as FrameId;
}

/** Hex SHA-256 of bytes or text. */
export function sha256Hex(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** RFC 4648 base32 in lower case without padding. */
function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(value >>> bits) & 31];
    }
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? text + alphabet[(value << (5 - bits)) & 31] : text;
}
