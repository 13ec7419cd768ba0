// `npm run soak`: the nothing-lost test with 200 kills, as a test run of its own.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const done = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'cli/test/nothing-lost.test.ts'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, FIELDLAPSE_KILLS: process.argv[2] ?? '200' },
  },
);
process.exitCode = done.status ?? 1;
