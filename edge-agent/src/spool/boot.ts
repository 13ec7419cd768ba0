import { randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { parseBootId, type BootId } from '@fieldlapse/contracts';
import { writeFileDurably } from '@fieldlapse/runtime';
import { parseSegmentName, type SpoolLayout } from './layout.ts';

/**
 * The id of this run: a counter that outlives the process, so that runs sort, and 8 random hex digits, so that a new
 * card never repeats an id. Resolves once the counter is durable.
 */
export async function nextBoot(layout: SpoolLayout): Promise<BootId> {
  const counter = Math.max(await storedCounter(layout), await newestSegmentCounter(layout)) + 1;
  await writeFileDurably(layout.boot, JSON.stringify({ counter }));
  return parseBootId(`${counter}-${randomBytes(4).toString('hex')}`);
}

/** 0 where the file is absent or torn: the random digits keep the id unique all the same. */
async function storedCounter(layout: SpoolLayout): Promise<number> {
  try {
    const { counter } = JSON.parse(await readFile(layout.boot, 'utf8')) as { counter?: unknown };
    return Number.isSafeInteger(counter) && (counter as number) < 2 ** 31 ? (counter as number) : 0;
  } catch {
    return 0;
  }
}

async function newestSegmentCounter(layout: SpoolLayout): Promise<number> {
  const names = await readdir(layout.readings);
  return Math.max(0, ...names.map((name) => Number(parseSegmentName(name)?.boot.split('-')[0] ?? 0) || 0));
}
