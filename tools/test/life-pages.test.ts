import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../source-tree.ts';

const pages = [
  'docs/life-of-a-frame.md',
  'docs/life-of-a-metric.md',
  'docs/life-of-an-alert.md',
  'docs/life-of-a-record.md',
];

/** Links such as [`acceptFrame`](../ingest/src/intake/accept.ts); of `spool.put` the last part is looked for. */
function linksOf(text: string): { name: string; path: string }[] {
  return [...text.matchAll(/\[`([^`\]]+)`\]\(\.\.\/([^)#]+\.tsx?)[^)]*\)/g)].map(([, name = '', path = '']) => ({
    name,
    path,
  }));
}

/** True where the module declares the name: a function, a value, a type, or a method or field of an object. */
function declares(text: string, name: string): boolean {
  const word = name.replace(/\(.*$/, '').split('.').at(-1)!.replaceAll('$', '\\$');
  const declared = new RegExp(`\\b(?:function\\*?|const|let|class|interface|type|get)\\s+${word}\\b`);
  const member = new RegExp(`^\\s*(?:async\\s+|readonly\\s+)?${word}\\s*(?:[:,]|\\([^;]*\\{$|\\($)`, 'm');
  return declared.test(text) || member.test(text);
}

describe.each(pages)('%s', (page) => {
  const links = linksOf(readFileSync(join(root, page), 'utf8'));

  it('names the functions in their order', () => {
    expect(links.length).toBeGreaterThan(8);
  });

  it('names only functions that are where it says', () => {
    const lost = links.filter(({ name, path }) => {
      const file = join(root, path);
      return !existsSync(file) || (!name.endsWith('.ts') && !declares(readFileSync(file, 'utf8'), name));
    });
    expect(lost).toEqual([]);
  });
});

it('a name counts as declared where it is defined, not where it is used or spoken of', () => {
  const text = `import { used } from './a.ts';
// spoken of
export async function acceptFrame() {}
export const topics = { frameMeta: 1 };
export function spool() {
  return {
    async put(frame) {
      used(frame);
    },
    remove,
  };
}`;
  const names = ['acceptFrame', 'acceptFrame()', 'topics', 'spool.put', 'spool.remove'];
  expect(names.filter((name) => declares(text, name))).toEqual(names);
  expect(['used', 'spoken', 'accept', 'frame'].filter((name) => declares(text, name))).toEqual([]);
  expect(linksOf('1 [`put`](../edge-agent/src/spool.ts#L3) then [`b.c`](../b/c.tsx), [d](../d.ts)')).toEqual([
    { name: 'put', path: 'edge-agent/src/spool.ts' },
    { name: 'b.c', path: 'b/c.tsx' },
  ]);
});
