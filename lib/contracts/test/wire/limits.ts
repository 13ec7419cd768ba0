import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { decodeJson, encodeJson } from '@fieldlapse/contracts';
import { payloads, schemaFiles } from '../../schemas/generate.ts';
import { goldenValues } from '../golden-values.ts';

const ajv = new Ajv2020({ allowUnionTypes: true });
const validators = new Map([...schemaFiles()].map(([file, text]) => [file, ajv.compile(JSON.parse(text) as object)]));

type Path = (string | number)[];

/** A copy of the golden message `name` whose part at the path is `value`, or is absent where undefined. */
export function changed(name: string, path: Path, value: unknown): unknown {
  const copy = structuredClone(goldenValues[name]!.value) as Record<string, unknown>;
  const parent = path
    .slice(0, -1)
    .reduce<Record<string, unknown>>((part, key) => part[key] as Record<string, unknown>, copy);
  parent[path.at(-1)!] = value;
  return copy;
}

/** The field that the reader blames, or `accepted`. */
export function blamed(name: string, message: unknown): string {
  try {
    decodeJson(payloads[goldenValues[name]!.schema]!.schema, encodeJson(message), name);
    return 'accepted';
  } catch (error) {
    expect(error).toMatchObject({ code: 'BAD_PAYLOAD' });
    return (error as Error).message.split(': ')[1] ?? '';
  }
}

/** One test for each row: at the path of the golden message reader and JSON Schema accept these values and refuse those. */
export function itHolds(name: string, rows: [path: Path, good: unknown[], bad: unknown[]][]): void {
  const validate = validators.get(`${goldenValues[name]!.schema}.json`)!;
  it.each(rows)(`${name}: %j has its limits`, (path, good, bad) => {
    for (const [values, outcome] of [
      [good, 'accepted'],
      [bad, path.join('.')],
    ] as const) {
      for (const value of values) {
        const message = changed(name, path, value);
        const isValid = validate(JSON.parse(JSON.stringify(message)));
        expect([value, blamed(name, message), isValid]).toEqual([value, outcome, outcome === 'accepted']);
      }
    }
  });
}
