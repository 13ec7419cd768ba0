import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{lib/*,dashboards/*,*}/test/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    maxWorkers: 2,
  },
});
