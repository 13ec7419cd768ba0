import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileDurably } from '@fieldlapse/runtime';
import { z } from 'zod';
import type { DataFolder } from '../data-folder.ts';

const saveEveryMs = 1000;

const positionFile = z.object({ v: z.literal(1), what: z.string(), copied: z.record(z.string(), z.number()) });

/** Remembers in the data folder how far a copy has come, for the next one of the same `what`. */
export function openCopyPosition(folder: DataFolder, what: string) {
  const path = join(folder.root, 'series-copy.json');
  const saved = existsSync(path) ? positionFile.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data : undefined;
  const copied = new Map(saved?.what === what ? Object.entries(saved.copied) : []);
  let savedAt = 0;
  const save = async (): Promise<void> => {
    savedAt = performance.now();
    await writeFileDurably(path, JSON.stringify({ v: 1, what, copied: Object.fromEntries(copied) }));
  };
  return {
    copiedTo: (series: string) => copied.get(series),
    async reached(series: string, to: number): Promise<void> {
      copied.set(series, to);
      if (performance.now() - savedAt > saveEveryMs) await save();
    },
    /** The next copy takes these from the start. */
    forget(series: readonly string[]): void {
      for (const name of series) copied.delete(name);
    },
    save,
    end: () => rmSync(path, { force: true }),
  };
}
