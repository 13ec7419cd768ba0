import { isObject } from './checks.ts';
import { below, mostFaults, type Place } from './fault.ts';

/** Prefixes that the objects in an `@context` declare. */
function declaredPrefixes(context: unknown): string[] {
  const parts: unknown[] = Array.isArray(context) ? context : [context];
  return parts.flatMap((part) => (isObject(part) ? Object.keys(part) : []));
}

const schemes = new Set(['http', 'https', 'urn', 'ni', 'geo', 'tag', 'data']);

/** Warns of keys whose prefix no `@context` around them declares. */
export function warnOfPrefixes(value: unknown, at: Place, outer: ReadonlySet<string>, depth = 0): void {
  if (depth > 64) return;
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) warnOfPrefixes(one, below(at, index), outer, depth + 1);
  } else if (isObject(value)) {
    const known = new Set([...outer, ...declaredPrefixes(value['@context'])]);
    for (const [key, field] of Object.entries(value)) {
      if (key === '@context') continue;
      const prefix = /^([^:/]+):/.exec(key)?.[1];
      if (prefix !== undefined && !known.has(prefix) && !schemes.has(prefix)) warn(below(at, key), prefix);
      warnOfPrefixes(field, below(at, key), known, depth + 1);
    }
  }
}

function warn({ pointer, faults }: Place, prefix: string): void {
  if (faults.length >= mostFaults) return;
  const message = `no @context declares the prefix "${prefix}"`;
  const instead = `add {"${prefix}": "https://…/"} to @context, also for cbvmda and gs1: the event's hash is made of that`;
  faults.push({ pointer, code: 'undeclared-prefix', message, instead, warning: true });
}
