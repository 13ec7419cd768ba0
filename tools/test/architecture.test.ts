import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow, importsIn, readPackage, resolveRelative, root, workspaces } from '../source-tree.ts';

/** Who may import whom (docs/architecture.md); services meet on MQTT topics and in the stores, never in an import. */
const mayImport: Record<string, readonly string[]> = {
  'lib/contracts': [],
  'lib/runtime': ['contracts'],
  'lib/imaging': ['contracts'],
  'lib/ffmpeg': ['contracts', 'runtime'],
  // Runs in browsers and in verifiers of strangers: no Node, no errors table, no schema library.
  'lib/proof': [],
  'lib/store': ['contracts', 'runtime'],
  broker: ['contracts', 'runtime'],
  'edge-agent': ['contracts', 'runtime', 'imaging', 'ffmpeg'],
  'firmware-sim': ['contracts', 'runtime', 'imaging', 'ffmpeg'],
  ingest: ['contracts', 'runtime', 'imaging', 'ffmpeg', 'store'],
  analytics: ['contracts', 'runtime', 'imaging', 'ffmpeg', 'store'],
  traceability: ['contracts', 'runtime', 'imaging', 'ffmpeg', 'store', 'proof'],
  'dashboards/server': ['contracts', 'runtime', 'imaging', 'ffmpeg', 'store'],
  // The page knows the types of its own API, and what proves a record; nothing behind them.
  'dashboards/web': ['dashboards-server', 'proof'],
  cli: [
    ...['contracts', 'runtime', 'imaging', 'ffmpeg', 'store', 'proof', 'broker', 'edge-agent', 'firmware-sim'],
    ...['ingest', 'analytics', 'traceability', 'dashboards-server'],
  ],
};

const maxLines = 300;
const maxFiles = 9;
/** Folders that hold more files than a room should, with the reason. */
const crowded: Record<string, string> = {
  'lib/contracts/src/errors': 'one table of error codes for each owner',
};

const ours = '@fieldlapse/';
const source = /\.(ts|tsx)$/;
const all = workspaces();
const rootDevDependencies = Object.keys(readPackage('.').devDependencies ?? {});

/** `@scope/name/deep` → `@scope/name`. */
const packageOf = (specifier: string) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

/** Imports below a workspace's folders, with the file that has them. */
function importsBelow(folder: string, parts: readonly string[]): { file: string; specifier: string }[] {
  const files = parts.flatMap((part) => filesBelow(join(folder, part), source));
  return files.flatMap((file) =>
    importsIn(readFileSync(join(root, file), 'utf8')).map((specifier) => ({ file, specifier })),
  );
}

it('imports are found however they are written', () => {
  const text = `import 'a';
import b from "b";
import type { C } from '@s/c';
import {
  d,
  type E,
} from './d.ts';
export * from './e.ts';
export { f } from '../f.ts';
const g = await import('./g.ts');
type H = import('h').H;
export const i = 'not from here';
`;
  const found = ['a', 'b', '@s/c', './d.ts', './e.ts', '../f.ts', './g.ts', 'h'];
  expect(importsIn(text)).toEqual(found);
});

it('every workspace has its place in the table of imports', () => {
  expect(all.map(({ folder }) => folder).sort()).toEqual(Object.keys(mayImport).sort());
});

describe.each(all)('$folder', ({ folder, name, dependencies, devDependencies }) => {
  const allowed = (mayImport[folder] ?? []).map((short) => ours + short);
  const everything = importsBelow(folder, ['src', 'test', 'bench']);

  it('imports only the rooms that it may, also in its tests', () => {
    const wrong = everything.filter(({ specifier }) => {
      const wanted = packageOf(specifier);
      return wanted.startsWith(ours) && wanted !== name && !allowed.includes(wanted);
    });
    expect(wrong).toEqual([]);
  });

  it('declares no dependency on a room that it may not import', () => {
    const declared = [...dependencies, ...devDependencies].filter((wanted) => wanted.startsWith(ours));
    expect(declared.filter((wanted) => !allowed.includes(wanted))).toEqual([]);
  });

  it('never reaches into another package past its front door', () => {
    const wrong = everything.filter(({ file, specifier }) => {
      if (specifier.startsWith('.')) return !resolveRelative(file, specifier).startsWith(`${folder}/`);
      return specifier.startsWith(ours) && specifier !== packageOf(specifier);
    });
    expect(wrong).toEqual([]);
  });

  it('declares every package that it imports', () => {
    const undeclared = (parts: string[], declared: readonly string[]) =>
      importsBelow(folder, parts)
        .filter(({ specifier }) => !specifier.startsWith('.') && !isBuiltin(specifier))
        .filter(({ specifier }) => !declared.includes(packageOf(specifier)) && packageOf(specifier) !== name);
    expect(undeclared(['src'], dependencies)).toEqual([]);
    expect(undeclared(['test', 'bench'], [...dependencies, ...devDependencies, ...rootDevDependencies])).toEqual([]);
  });

  it('imports files that exist, by their full name', () => {
    const wrong = everything.filter(({ file, specifier }) => {
      const path = specifier.replace(/\?.*$/, '');
      return path.startsWith('.') && !(/\.\w+$/.test(path) && existsSync(join(root, resolveRelative(file, path))));
    });
    expect(wrong).toEqual([]);
  });

  it(`has no source file above ${maxLines} lines and no folder of more than ${maxFiles} files beside its index`, () => {
    const files = filesBelow(join(folder, 'src'), source);
    const long = files.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > maxLines + 1);
    expect(long).toEqual([]);
    const counts = new Map<string, number>();
    for (const file of files.filter((path) => !path.endsWith('/index.ts'))) {
      counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    }
    expect([...counts].filter(([path, count]) => count > maxFiles && !Object.hasOwn(crowded, path))).toEqual([]);
  });
});

it('the reasons for crowded folders are still needed', () => {
  const tidy = Object.keys(crowded).filter((folder) => filesBelow(folder, source).length <= maxFiles);
  expect(tidy).toEqual([]);
});

it('no file in the repository puts something off', () => {
  const words = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X'.repeat(3)].join('|')})\\b`);
  const texts = filesBelow('.', /\.(ts|tsx|js|mjs|json|md|ya?ml|html|css|sh|svg|conf|service)$/);
  const wrong = texts
    .filter((path) => path !== 'package-lock.json')
    .flatMap((path) => {
      const lines = readFileSync(join(root, path), 'utf8').split('\n');
      return lines.flatMap((line, index) => (words.test(line) ? [`${path}:${index + 1}`] : []));
    });
  expect(wrong).toEqual([]);
});
