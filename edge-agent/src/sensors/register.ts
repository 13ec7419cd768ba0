import type { RegisterSettings } from '../config.ts';

/** How many 16-bit registers a type takes. */
export const registerCount = { int16: 1, uint16: 1, int32: 2, float32: 2 } as const;

/** The scaled value in a Modbus answer (big endian, high word first); undefined where it is not a number. */
export function registerValue(answer: Buffer, { type, scale, offset }: RegisterSettings): number | undefined {
  const raw = {
    int16: () => answer.readInt16BE(0),
    uint16: () => answer.readUInt16BE(0),
    int32: () => answer.readInt32BE(0),
    float32: () => answer.readFloatBE(0),
  }[type]();
  // 12 digits take away what binary fractions add: 273 × 0.1 is 27.3.
  const value = Number((raw * scale + offset).toPrecision(12));
  return Number.isFinite(value) ? value : undefined;
}
