import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** Lays a `.gz` beside each script and style sheet: the server sends it as it is. */
const packed: Plugin = {
  name: 'packed',
  generateBundle: {
    // After Vite's own plugins, which still rewrite the chunks.
    order: 'post',
    handler(_options, bundle) {
      for (const output of Object.values(bundle)) {
        const source = output.type === 'chunk' ? output.code : output.source;
        if (!/\.(js|css)$/.test(output.fileName)) continue;
        this.emitFile({ type: 'asset', fileName: `${output.fileName}.gz`, source: gzipSync(source, { level: 9 }) });
      }
    },
  },
};

export default defineConfig({
  root: import.meta.dirname,
  // The page may be served under any path of a proxy.
  base: './',
  plugins: [packed],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    // The app, and the page that buyers are shown: it loads nothing of the app.
    rolldownOptions: { input: [`${import.meta.dirname}/index.html`, `${import.meta.dirname}/lot.html`] },
    // Every script and picture is a file of its own: the content security policy allows no inline one.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 500,
  },
});
