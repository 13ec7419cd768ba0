import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = '../shared/data/traceability';

/** Whether the vectors lie beside this repository; where not, why tests are left out. */
export const vectorsAreHere = existsSync(folder);
export const skipReason = vectorsAreHere ? '' : ' (skipped: no vectors beside this repository)';
if (!vectorsAreHere) console.warn('skipped: the traceability vectors are not beside this repository');

/** Names of a set's files that end so; none where the vectors are absent. */
export function vectorNames(set: string, ending: string): string[] {
  return vectorsAreHere ? readdirSync(join(folder, set)).filter((name) => name.endsWith(ending)) : [];
}

export function vectorText(set: string, name: string): string {
  return readFileSync(join(folder, set, name), 'utf8');
}

export function vectorJson<T = unknown>(set: string, name: string): T {
  return JSON.parse(vectorText(set, name)) as T;
}
