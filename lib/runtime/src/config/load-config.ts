import { readFileSync } from 'node:fs';
import { FieldlapseError } from '@fieldlapse/contracts';
import { distance } from 'fastest-levenshtein';
import { LineCounter, isMap, isNode, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';

/** Reads and checks a YAML file; throws `CONFIG_UNREADABLE` or `CONFIG_INVALID` with file:line:column of every fault. */
export function loadConfig<T>(schema: z.ZodType<T>, path: string): T {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new FieldlapseError('CONFIG_UNREADABLE', `${path}: ${(cause as Error).message}`, { cause });
  }
  return parseConfig(schema, text, path);
}

/** Checks YAML text; `path` is only named in messages. */
export function parseConfig<T>(schema: z.ZodType<T>, text: string, path: string): T {
  const source = openSource(text, path);
  const result = schema.safeParse(valueOf(source.document, path) ?? {});
  if (result.success) return result.data;
  throw new FieldlapseError('CONFIG_INVALID', faultsOf(source, schema, result.error, []).join('\n'));
}

/** An element of a list in YAML text, with the line that it begins on. */
export interface ListedConfig<T> {
  readonly value: T;
  readonly place: string;
}

/**
 * Checks each element of the list under `key` by itself, so that a bad one does not stop the others: those that are good, and the
 * faults of the rest with file:line:column. Throws `CONFIG_INVALID` where the text is no YAML, or has no such list.
 */
export function parseConfigList<T>(
  schema: z.ZodType<T>,
  text: string,
  path: string,
  key: string,
): { readonly good: readonly ListedConfig<T>[]; readonly faults: readonly string[] } {
  const source = openSource(text, path);
  const listed = (valueOf(source.document, path) as Record<string, unknown> | null)?.[key];
  if (!Array.isArray(listed)) throw new FieldlapseError('CONFIG_INVALID', `${path}: there is no list "${key}"`);
  const good: ListedConfig<T>[] = [];
  const faults: string[] = [];
  for (const [index, element] of listed.entries()) {
    const result = schema.safeParse(element);
    if (result.success) good.push({ value: result.data, place: source.place(offsetOf(source.document, [key, index])) });
    else faults.push(...faultsOf(source, schema, result.error, [key, index]));
  }
  return { good, faults };
}

interface Source {
  readonly document: Document;
  /** file:line:column of an offset in the text. */
  place(offset: number): string;
}

function openSource(text: string, path: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  const broken = document.errors[0];
  if (broken) throw new FieldlapseError('CONFIG_INVALID', `${place(broken.pos[0])}: ${broken.message.split('\n')[0]}`);
  return { document, place };
}

/** What is wrong with the value at `base`, a line for each fault. */
function faultsOf(
  { document, place }: Source,
  schema: z.ZodType,
  error: z.ZodError,
  base: readonly (string | number)[],
): string[] {
  return error.issues.flatMap(innermost).flatMap((issue) => {
    const inner = issue.path as (string | number)[];
    const keyPath = [...base, ...inner];
    if (issue.code !== 'unrecognized_keys') {
      return [[place(offsetOf(document, keyPath)), keyPath.join('.'), issue.message].filter(Boolean).join(': ')];
    }
    return issue.keys.map((key) => {
      const hint = closest(key, knownKeys(schema, inner));
      const where = place(offsetOf(document, [...keyPath, key]));
      return `${where}: unknown field "${key}"${hint ? `, did you mean "${hint}"?` : ''}`;
    });
  });
}

/** The plain value of a document; aliases that lead nowhere or multiply without end throw `CONFIG_INVALID`. */
function valueOf(document: Document, path: string): unknown {
  try {
    return document.toJS() as unknown;
  } catch (cause) {
    throw new FieldlapseError('CONFIG_INVALID', `${path}: ${(cause as Error).message}`, { cause });
  }
}

/** The faults of a union's branch that comes closest to what was written, instead of "Invalid input". */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const depth = (issues: readonly z.core.$ZodIssue[]) => Math.max(...issues.map(({ path }) => path.length));
  const [best = []] = [...issue.errors].sort((a, b) => a.length - b.length || depth(b) - depth(a));
  return best.flatMap((inner) => innermost({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** The known word nearest to what was written, if near enough to be meant. */
export function closest(word: string, known: readonly string[]): string | undefined {
  const best = [...known].sort((a, b) => distance(word, a) - distance(word, b))[0];
  // Two swapped letters are a distance of 2.
  const near = word.length < 4 ? 1 : Math.max(2, Math.floor(word.length / 3));
  return best !== undefined && distance(word, best) <= near ? best : undefined;
}

/** Offset of the key at a path, or of its nearest parent that exists (a missing field is shown where it belongs). */
function offsetOf(document: Document, keyPath: readonly (string | number)[]): number {
  for (let length = keyPath.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(keyPath.slice(0, length - 1), true);
    const key = keyPath[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find(({ key: node }) => isNode(node) && String(node.toJSON()) === String(key));
      if (pair && isNode(pair.key) && pair.key.range) return pair.key.range[0];
    }
    const node = document.getIn(keyPath.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/** Field names that the schema knows at a path, looking through arrays, options, defaults and unions. */
function knownKeys(schema: unknown, keyPath: readonly (string | number)[]): string[] {
  let layer = unwrap(schema);
  for (const key of keyPath) {
    layer = layer.flatMap(({ def }) => {
      if (typeof key === 'number') return def.element ? unwrap(def.element) : [];
      if (def.shape && Object.hasOwn(def.shape, key)) return unwrap(def.shape[key]);
      return def.valueType ? unwrap(def.valueType) : [];
    });
  }
  return layer.flatMap(({ def }) => Object.keys(def.shape ?? {}));
}

interface Schema {
  def: {
    innerType?: unknown;
    in?: unknown;
    out?: unknown;
    options?: unknown[];
    element?: unknown;
    shape?: Record<string, unknown>;
    valueType?: unknown;
    getter?: () => unknown;
  };
}

function unwrap(schema: unknown): Schema[] {
  const { def } = schema as Schema;
  if (def.innerType) return unwrap(def.innerType);
  if (def.getter) return unwrap(def.getter());
  if (def.in) return [def.in, def.out].flatMap(unwrap);
  if (def.options) return def.options.flatMap(unwrap);
  return [schema as Schema];
}
