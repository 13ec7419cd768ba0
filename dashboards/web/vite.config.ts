import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // The page may be served under any path of a proxy.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    // Every script and picture is a file of its own: the content security policy allows no inline one.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 500,
  },
});
