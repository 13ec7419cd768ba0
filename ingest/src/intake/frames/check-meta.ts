import {
  decodeJson,
  FieldlapseError,
  frameIdOf,
  frameMeta,
  type ErrorCode,
  type FrameId,
  type FrameMeta,
} from '@fieldlapse/contracts';
import type { Origin } from '../replies.ts';

/** Metadata that may be believed, or why it is refused for good. */
export type CheckedMeta = { readonly meta: FrameMeta } | { readonly code: ErrorCode; readonly message: string };

/** Checks a frame's metadata: its form, its size, and that its id is the hash of what it says, under this device. */
export function checkMeta(origin: Origin, f: FrameId, payload: Uint8Array, maxFrameBytes: number): CheckedMeta {
  let meta: FrameMeta;
  try {
    meta = decodeJson(frameMeta, payload, 'frame metadata');
  } catch (error) {
    if (!(error instanceof FieldlapseError)) throw error;
    return { code: error.code, message: error.message };
  }
  if (meta.f !== f || frameIdOf({ device: origin.device, ...meta }) !== f) {
    return { code: 'FRAME_ID_MISMATCH', message: `the id of ${f} is not that of its metadata under ${origin.device}` };
  }
  if (meta.bytes > maxFrameBytes && !meta.thinned) {
    return { code: 'FRAME_TOO_LARGE', message: `${meta.bytes} bytes, at most ${maxFrameBytes}` };
  }
  return { meta };
}
