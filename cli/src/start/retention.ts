import { statfs } from 'node:fs/promises';
import type { Intake } from '@fieldlapse/ingest';
import type { Running } from '@fieldlapse/runtime';
import type { DataFolder } from '../data-folder.ts';
import type { Context } from './context.ts';

/** Starts retention beside intake, which alone writes the rows of frames; nothing where it is not configured. */
export async function startRetention(context: Context, { originals }: Intake): Promise<Running | undefined> {
  const { keepOriginalsDays, ...rest } = context.config.retention;
  if (keepOriginalsDays === undefined) return undefined;
  const { startRetention: start } = await import('@fieldlapse/ingest');
  const { stores, sites, clock, folder } = context;
  return start({
    policy: { keepOriginalsDays, ...rest },
    freeBytes: () => freeBytes(folder),
    ...{ stores, originals, sites, clock },
    logger: context.logger.child({ service: 'retention' }),
  });
}

/** Bytes that may still be written to the disk of the data folder. */
export async function freeBytes({ root }: DataFolder): Promise<number> {
  const { bavail, bsize } = await statfs(root);
  return bavail * bsize;
}
