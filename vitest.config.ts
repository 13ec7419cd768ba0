import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Workers, and the thousand processes that tests start, inherit it: compiling our sources anew is half of what each of them costs.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/compiled');

export default defineConfig({
  test: {
    include: ['{lib/*,dashboards/*,*}/test/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    maxWorkers: 2,
  },
});
