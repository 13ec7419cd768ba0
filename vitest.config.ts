import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{lib/*,dashboards/*,*}/test/**/*.test.{ts,tsx}'],
    globalSetup: 'tools/test-ground.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    maxWorkers: 3,
  },
});
