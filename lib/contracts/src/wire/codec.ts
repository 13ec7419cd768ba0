import { gunzipSync } from 'node:zlib';
import type { z } from 'zod';
import { FieldlapseError } from '../errors/error.ts';

/** Most bytes that a JSON payload may be, or unpack to. */
export const maxJsonBytes = 1024 * 1024;
/** Deepest nesting of objects and lists in a JSON payload. */
export const maxJsonDepth = 32;

/**
 * Parses a JSON payload (or gzip of one) and checks it against its schema; unknown fields are left out.
 * Throws `PAYLOAD_TOO_LARGE`, `BAD_JSON` or `BAD_PAYLOAD` naming the field.
 */
export function decodeJson<T>(schema: z.ZodType<T>, bytes: Uint8Array, what: string): T {
  const text = textOf(bytes, what);
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw new FieldlapseError('BAD_JSON', `${what}: ${(cause as Error).message}`, { cause });
  }
  if (!isShallow(raw)) throw new FieldlapseError('BAD_JSON', `${what}: nested deeper than ${maxJsonDepth}`);
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue && issue.path.length > 0 ? issue.path.join('.') : 'the payload';
  throw new FieldlapseError('BAD_PAYLOAD', `${what}: ${where}: ${issue?.message ?? 'does not match its schema'}`);
}

/** The JSON text of a payload in UTF-8. */
export function encodeJson(payload: unknown): Buffer {
  return Buffer.from(JSON.stringify(payload));
}

/** Level by level, not by recursion: what is refused for its depth must not overflow the stack. */
function isShallow(value: unknown): boolean {
  const partsOf = (each: unknown) =>
    typeof each === 'object' && each !== null ? (Object.values(each) as unknown[]) : [];
  let level = [value];
  for (let depth = 0; depth < maxJsonDepth && level.length > 0; depth += 1) level = level.flatMap(partsOf);
  return level.every((each) => typeof each !== 'object' || each === null);
}

function textOf(bytes: Uint8Array, what: string): string {
  if (bytes.length > maxJsonBytes) {
    throw new FieldlapseError('PAYLOAD_TOO_LARGE', `${what}: ${bytes.length} bytes, at most ${maxJsonBytes}`);
  }
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? unpack(bytes, what) : bytes;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch (cause) {
    throw new FieldlapseError('BAD_JSON', `${what}: not UTF-8`, { cause });
  }
}

function unpack(bytes: Uint8Array, what: string): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: maxJsonBytes });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new FieldlapseError('PAYLOAD_TOO_LARGE', `${what}: unpacks to more than ${maxJsonBytes} bytes`, { cause });
    }
    throw new FieldlapseError('BAD_JSON', `${what}: broken gzip`, { cause });
  }
}
