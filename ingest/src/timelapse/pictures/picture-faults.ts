import { FieldlapseError, type ErrorCode } from '@fieldlapse/contracts';

const pictureFaults: readonly ErrorCode[] = [
  'NOT_A_JPEG',
  'JPEG_TRUNCATED',
  'PICTURE_TOO_LARGE',
  'PICTURE_BROKEN',
  'BLOB_MISSING',
];

/** True where an error says that this picture cannot be shown, now or ever, and others can. */
export function cannotBeShown(error: unknown): boolean {
  return error instanceof FieldlapseError && pictureFaults.includes(error.code);
}
