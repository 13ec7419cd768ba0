import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep } from '@fieldlapse/runtime';
import { previewKey, type FrameRow } from '@fieldlapse/store';
import { expect, it, onTestFinished } from 'vitest';
import { dayMs, firstMorning, hourMs, openArchive } from './archive.ts';

const days = 12;
const perDay = 12;
/** Two best ones and the season's choice stay of each day. */
const kept = 3;

it('loses no picture without its preview, however often it is killed, and leaves nothing behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-retention-kill-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const before = await openArchive(folder);
  const frames: FrameRow[] = [];
  for (let at = 0; at < days * perDay; at += 1) {
    const time = firstMorning + Math.floor(at / perDay) * dayMs + (at % perDay) * hourMs;
    frames.push(await before.accept(time));
  }
  await before.film(frames);
  await before.stores.close();

  const midway = new Set<string>();
  for (const steps of [3, 20, 30, 45, 17, 38]) {
    await runUntil(folder, steps);
    const after = await openArchive(folder);
    for (const fate of await after.fates(frames)) midway.add(fate);
    await after.stores.close();
  }
  expect([...midway].filter((fate) => fate.startsWith('LOST'))).toEqual([]);
  expect(midway).toContain('gone');

  const after = await openArchive(folder);
  const last = await after.start({ policy: { keepOriginalsDays: 30, keepPerDay: 2 } });
  await expect
    .poll(async () => (await after.fates(frames)).filter((fate) => fate === 'gone').length, { timeout: 30_000 })
    .toBe(days * (perDay - kept));
  await after.intake.updateTable('retiring').set({ since: 0 }).execute();
  await expect.poll(() => after.intake.selectFrom('retiring').selectAll().execute()).toEqual([]);
  await last.close();
  expect(new Set(await after.fates(frames))).toEqual(new Set(['kept', 'gone']));
  expect(await keysBelow(after.stores.blobs.list('frames/'))).toHaveLength(days * kept);
  // A preview made before a kill for a picture that stays is none: only those that were to go had one made.
  const gone = (await after.intake.selectFrom('frames').selectAll().execute()).filter(
    ({ originalDeletedAt }) => typeof originalDeletedAt === 'number',
  );
  expect((await keysBelow(after.stores.blobs.list('previews/'))).sort()).toEqual(gone.map(previewKey).sort());
  await after.stores.close();
}, 120_000);

/** Runs retention on the folder in a process of its own, and kills it after so many previews were made or pictures deleted. */
async function runUntil(folder: string, steps: number): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'retention-process.ts'), folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  const progress = async (): Promise<number> => (await filesIn(folder, 'previews')) - (await filesIn(folder, 'frames'));
  const before = await progress();
  while ((await progress()) < before + steps && child.exitCode === null) await sleep(2);
  child.kill('SIGKILL');
  await ended;
}

async function filesIn(folder: string, kind: string): Promise<number> {
  const found = await readdir(join(folder, 'blobs', kind), { recursive: true }).catch(() => []);
  return found.filter((name) => name.endsWith('.jpg')).length;
}

async function keysBelow(blobs: AsyncIterable<{ key: string }>): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of blobs) keys.push(key);
  return keys;
}
