import { createHash } from 'node:crypto';
import { defineConfig, type Plugin } from 'vite';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * Puts script and style sheet into the page, so that it is one file and works from a disk, and forbids it everything else: its
 * security policy lets nothing be loaded or sent, and no script run but the one that it was built with.
 */
const inOneFile: Plugin = {
  name: 'in-one-file',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      const outputs = Object.values(bundle);
      const page = outputs.find(({ fileName }) => fileName.endsWith('.html'));
      const chunk = outputs.find((output) => output.type === 'chunk');
      const sheet = outputs.find(({ fileName }) => fileName.endsWith('.css'));
      if (page?.type !== 'asset' || chunk?.type !== 'chunk' || sheet?.type !== 'asset')
        throw new Error('not one of each');
      const script = chunk.code.replaceAll('</script', '<\\/script');
      const style = String(sheet.source);
      const csp = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'`;
      page.source = String(page.source)
        .replace(/\s*<script type="module"[^>]*><\/script>/, '')
        .replace(/\s*<link rel="stylesheet"[^>]*>/, '')
        .replace(
          '<meta charset="utf-8" />',
          (charset) => `${charset}\n    <meta http-equiv="content-security-policy" content="${csp}" />`,
        )
        .replace('</head>', () => `<style>${style}</style>\n  </head>`)
        .replace('</body>', () => `<script type="module">${script}</script>\n  </body>`);
      delete bundle[chunk.fileName];
      delete bundle[sheet.fileName];
    },
  },
};

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [inOneFile],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: new URL('./verify.html', import.meta.url).pathname },
  },
});
