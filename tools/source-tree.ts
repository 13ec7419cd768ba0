import { existsSync, globSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export const root = join(import.meta.dirname, '..');

/** One npm workspace of the repository. */
export interface Workspace {
  /** Folder below the root, such as `lib/contracts`. */
  readonly folder: string;
  /** Package name, such as `@fieldlapse/contracts`. */
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
}

interface PackageJson {
  name: string;
  workspaces?: string[];
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** A package.json below the root. */
export function readPackage(folder: string): PackageJson {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as PackageJson;
}

/** All workspaces that the root package.json names. */
export function workspaces(): Workspace[] {
  const folders = (readPackage('.').workspaces ?? []).flatMap((pattern) => globSync(pattern, { cwd: root }));
  return folders
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .sort()
    .map((folder) => {
      const { name, dependencies = {}, devDependencies = {} } = readPackage(folder);
      return { folder, name, dependencies: Object.keys(dependencies), devDependencies: Object.keys(devDependencies) };
    });
}

const notOurs = new Set(['node_modules', '.git', 'dist', 'coverage', 'fieldlapse-data']);

/** Files below a folder whose names match, as paths below the root; nothing installed, built or left by a run. */
export function filesBelow(folder: string, names: RegExp): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return notOurs.has(entry.name) ? [] : filesBelow(path, names);
    return entry.isFile() && names.test(entry.name) ? [path] : [];
  });
}

/** What the text of a module imports or re-exports, statically or by `import('…')`. */
export function importsIn(text: string): string[] {
  const statements = text.matchAll(
    /^(?:import|export)\b[^;'"]*?\bfrom\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]/gm,
  );
  const calls = text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g);
  return [...statements, ...calls].map((match) => match[1] ?? match[2] ?? '');
}

/** The file that a relative import leads to, as a path below the root. */
export function resolveRelative(importer: string, specifier: string): string {
  return relative(root, join(root, dirname(importer), specifier));
}
