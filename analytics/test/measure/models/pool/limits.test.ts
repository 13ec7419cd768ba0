import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { shippedModels } from '@fieldlapse/analytics';
import { expect, it } from 'vitest';
import { plain, poolOf, putBare, putModel, temporaryFolder } from '../../../support/models.ts';

it('refuses a model that does not finish', async () => {
  const folder = await temporaryFolder();
  await putBare(folder, 'endless');
  const pool = await poolOf(folder, { timeLimit: '500ms' });
  await pool.ready();
  expect(pool.refused()[0]?.error.message).toBe('endless@1.0.0: model.onnx: did not finish within 500 ms');
});

it('refuses a model that takes more memory than it may', async () => {
  const folder = await temporaryFolder();
  await putBare(folder, 'greedy');
  const pool = await poolOf(folder, { memoryMb: 256 });
  await pool.ready();
  expect(pool.refused()[0]?.error.message).toBe('greedy@1.0.0: input.size: one run takes more than 256 MB');
});

it('gives up a run that never comes back, goes on with other models, refuses that one, and ends', async () => {
  const folder = await temporaryFolder();
  await putBare(folder, 'endless-in-the-dark');
  await putModel(folder, 'plant');
  const { stdout, signal } = await new Promise<{ stdout: string; signal: string | undefined }>((resolve) => {
    execFile(process.execPath, [join(import.meta.dirname, '../../../support/endless.ts'), folder], (error, text) => {
      resolve({ stdout: text, signal: error?.signal });
    });
  });
  expect(JSON.parse(stdout)).toEqual({
    codes: ['MODEL_FAILED', 'segmentation', 'MODEL_REFUSED', 'segmentation'],
    refused: ['endless-in-the-dark@1.0.0: model.onnx: went on after 1000 ms and cannot be stopped'],
  });
  // Nothing else stops a thread that is in native code.
  expect(signal).toBe('SIGKILL');
});

it('closes in the middle of a run without taking the process with it', async () => {
  // The shipped model takes some 30 ms: threads that are ended meanwhile once aborted the whole server.
  const wide = plain(640, 360, [60, 120, 50]);
  for (let round = 0; round < 6; round += 1) {
    const pool = await poolOf(shippedModels);
    const [model] = await pool.ready();
    await pool.run(model!, wide);
    const running = pool.run(model!, wide).catch(() => 'closed');
    await sleep(4 + 4 * round);
    await pool.close();
    await running;
  }
});
