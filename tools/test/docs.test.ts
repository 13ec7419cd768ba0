import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { modelCard } from '@fieldlapse/analytics';
import { errorTable } from '@fieldlapse/contracts';
import { parseConfig } from '@fieldlapse/runtime';
import { configFiles, configPage } from '../docs/config-page.ts';
import { errorsPage } from '../docs/errors-page.ts';
import { cardExample, cardSchema, modelsPage } from '../docs/models-page.ts';
import { root } from '../source-tree.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const mend = 'run: node tools/docs.ts';

describe('docs/errors.md', () => {
  it('is what the error tables say', () => {
    expect(read('docs/errors.md'), mend).toBe(errorsPage());
  });

  it('has a row for every code, once', () => {
    const rows = [...read('docs/errors.md').matchAll(/^\| `([A-Z0-9_]+)` \| .+ \| .+ \|$/gm)].map(([, code]) => code);
    expect(rows.sort()).toEqual(Object.keys(errorTable).sort());
  });
});

describe('docs/models.md', () => {
  it('and the schema beside it are what the code says', () => {
    expect(read('docs/models.md'), mend).toBe(modelsPage());
    expect(read('docs/model-card.schema.json'), mend).toBe(cardSchema());
  });

  it('has every field once, each says what it is', () => {
    const rows = modelsPage()
      .split('\n')
      .filter((line) => line.startsWith('| `') && line.split(' | ').length === 4);
    expect(rows.filter((row) => /\|\s*\|$/.test(row))).toEqual([]);
    expect(rows.some((row) => row.startsWith('| `input.size.fit.longestSidePx` | whole number, 16 to 4096 |'))).toBe(
      true,
    );
  });

  it('has an example that is a valid card, to the JSON Schema too', () => {
    expect(() => parseConfig(modelCard, read(cardExample), cardExample)).not.toThrow();
    const validate = new Ajv2020().compile(JSON.parse(cardSchema()) as object);
    expect(validate(JSON.parse(read(cardExample))), JSON.stringify(validate.errors)).toBe(true);
  });
});

describe('docs/config.md', () => {
  it('is what the schemas say', () => {
    expect(read('docs/config.md'), mend).toBe(configPage());
  });

  it.each(configFiles)('the example of $fileName is a valid one', ({ schema, example }) => {
    expect(() => parseConfig(schema, read(example), example)).not.toThrow();
  });

  it('every field says what it is', () => {
    const silent = configPage()
      .split('\n')
      .filter((line) => /^\| `.*\|\s*\|$/.test(line));
    expect(silent).toEqual([]);
  });

  it('shows kind, limits, default and need of a field, and lists and variants by their path', () => {
    const schema = z.strictObject({
      port: z.int().min(1).max(9).default(5).describe('a | port'),
      entries: z
        .array(
          z.discriminatedUnion('kind', [
            z.strictObject({ kind: z.literal('a').describe('first'), day: z.iso.date().describe('when') }),
            z.strictObject({
              kind: z.literal('b').describe('second'),
              size: z.number().positive().optional().describe('how big'),
            }),
          ]),
        )
        .max(3)
        .describe('entries'),
    });
    const page = configPage([
      { title: 'T', fileName: 't.yaml', where: 'Here.', schema, example: 'docs/examples/edge.yaml' },
    ]);
    expect(page.split('\n').filter((line) => line.startsWith('| `'))).toEqual([
      '| `port` | whole number, 1 to 9 | `5` | a \\| port |',
      '| `entries` | list of fields below, at most 3 | **needed** | entries |',
      '| `entries[a].kind` | `a` | **needed** | first |',
      '| `entries[a].day` | day, `YYYY-MM-DD` | **needed** | when |',
      '| `entries[b].kind` | `b` | **needed** | second |',
      '| `entries[b].size` | number above 0 |  | how big |',
    ]);
  });
});
