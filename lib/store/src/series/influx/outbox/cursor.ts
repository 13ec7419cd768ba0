import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileDurably } from '@fieldlapse/runtime';
import { z } from 'zod';

/** A place in the segments of a folder: bytes `offset` of segment number `segment`. */
export interface Place {
  readonly segment: number;
  readonly offset: number;
}

const cursorFile = z.object({ v: z.literal(1), segment: z.int(), offset: z.int() });

/** Says up to where the segments of a folder have been read. */
export const cursorPath = (folder: string): string => join(folder, 'cursor.json');

export async function readCursor(folder: string): Promise<Place> {
  const text = await readFile(cursorPath(folder), 'utf8').catch(() => undefined);
  return text === undefined ? { segment: 0, offset: 0 } : cursorFile.parse(JSON.parse(text));
}

/** Durable when it resolves. */
export async function saveCursor(folder: string, place: Place): Promise<void> {
  await writeFileDurably(cursorPath(folder), JSON.stringify({ v: 1, ...place }), 0o600);
}
