import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { serverConfig } from '../../cli/src/server-config.ts';
import { edgeConfig } from '../../edge-agent/src/config.ts';
import { simConfig } from '../../firmware-sim/src/config.ts';
import { root } from '../source-tree.ts';

/** A configuration file that somebody writes by hand. */
export interface ConfigFile {
  readonly title: string;
  readonly fileName: string;
  readonly where: string;
  readonly schema: z.ZodType;
  /** Path of an example below the root; a test parses it. */
  readonly example: string;
}

export const configFiles: readonly ConfigFile[] = [
  {
    title: 'Server',
    fileName: 'fieldlapse.yaml',
    where: 'In the data folder (`--data`); written at the first start. Sites are read again while the server runs.',
    schema: serverConfig,
    example: 'docs/examples/fieldlapse.yaml',
  },
  {
    title: 'Edge node',
    fileName: 'edge.yaml',
    where: 'On the device: `node edge-agent/src/main.ts edge.yaml --folder /var/lib/fieldlapse`.',
    schema: edgeConfig,
    example: 'docs/examples/edge.yaml',
  },
  {
    title: 'Simulated farm',
    fileName: 'sim.yaml',
    where: 'For trying and testing: `npm run fieldlapse -- sim sim.yaml`.',
    schema: simConfig,
    example: 'docs/examples/sim.yaml',
  },
];

/** The parts of JSON Schema that our configuration uses. */
export interface Schema {
  description?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  maxLength?: number;
  maxItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
}

const code = (value: unknown) => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
const cell = (text: string) => text.replaceAll('|', '\\|');

/** What may be written, in words. */
function kindOf(schema: Schema): string {
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return [...new Set(choices.map(kindOf))].join(' or ');
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) return schema.enum.map(code).join(', ');
  if (schema.type === 'array')
    return `list of ${kindOf(schema.items ?? {})}${schema.maxItems ? `, at most ${schema.maxItems}` : ''}`;
  if (schema.type === 'object') return schema.properties ? 'fields below' : 'any fields';
  if (schema.type === 'boolean') return 'true or false';
  if (schema.type === 'string') return kindOfText(schema);
  return `${schema.type === 'integer' ? 'whole number' : 'number'}${rangeOf(schema)}`;
}

function kindOfText({ pattern, format, maxLength }: Schema): string {
  if (format === 'date') return 'day, `YYYY-MM-DD`';
  if (format === 'uri') return 'address';
  if (pattern?.includes('(ms|s|m|h|d)')) return 'duration: `500ms`, `30s`, `15m`, `2h`, `1d`';
  if (pattern?.startsWith('^[a-z0-9]')) return 'id: 1–32 of a–z, 0–9 and -';
  return maxLength === undefined ? 'text' : `text, at most ${maxLength} characters`;
}

function rangeOf({ minimum, maximum, exclusiveMinimum }: Schema): string {
  const bound = (limit: number | undefined) =>
    limit !== undefined && Number.isSafeInteger(limit) && Math.abs(limit) < Number.MAX_SAFE_INTEGER ? limit : undefined;
  const [low, high] = [bound(minimum), bound(maximum)];
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`;
  if (low !== undefined && high !== undefined) return `, ${low} to ${high}`;
  if (low !== undefined) return `, ${low} or more`;
  return high !== undefined ? `, at most ${high}` : '';
}

/** One table row for a field and those below it; `path` is as in `cameras[].name`. */
function rowsOf(path: string, schema: Schema, required: boolean): string[] {
  const { default: preset } = schema;
  const isEmpty = typeof preset === 'object' && preset !== null && Object.keys(preset).length === 0;
  const shown = required ? '**needed**' : preset === undefined || isEmpty ? '' : code(preset);
  return [
    `| \`${path}\` | ${cell(kindOf(schema))} | ${shown} | ${cell(schema.description ?? '')} |`,
    ...rowsBelow(path, schema),
  ];
}

/** Table rows of the fields below a path. */
export function rowsBelow(path: string, schema: Schema): string[] {
  if (schema.type === 'array') return rowsBelow(`${path}[]`, schema.items ?? {});
  const variants = schema.oneOf ?? schema.anyOf;
  if (variants) return variants.flatMap((variant) => rowsBelow(variantPath(path, variant), variant));
  const prefix = path === '' ? '' : `${path}.`;
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
    rowsOf(`${prefix}${name}`, field, schema.required?.includes(name) ?? false),
  );
}

/** Variants of a list entry are told apart by their fixed field: `cameras[rtsp]`. */
function variantPath(path: string, { properties = {} }: Schema): string {
  const fixed = Object.values(properties).find((field) => field.const !== undefined)?.const;
  return fixed === undefined ? path : path.replace(/\[\]$/, `[${String(fixed)}]`);
}

function section({ title, fileName, where, schema, example }: ConfigFile): string {
  const json = z.toJSONSchema(schema, { io: 'input' }) as Schema;
  const rows = rowsBelow('', json);
  return [
    `## ${title}: \`${fileName}\``,
    where,
    ['| field | what may be written | default | what it is |', '|---|---|---|---|', ...rows].join('\n'),
    `An example, [${example}](${example.replace(/^docs\//, '')}):`,
    `\`\`\`yaml\n${readFileSync(join(root, example), 'utf8').trimEnd()}\n\`\`\``,
  ].join('\n\n');
}

/** The text of docs/config.md. */
export function configPage(files: readonly ConfigFile[] = configFiles): string {
  return `# Configuration

Written by \`node tools/docs.ts\` from the schemas in the code; a test compares, and parses the examples.

Files are YAML. A wrong, unknown or missing field is named with file, line and column, and with the field that was probably meant; nothing starts on half a
configuration. \`a[].b\` is the field \`b\` of each entry of the list \`a\`; \`a[x].b\` stands in entries of the kind \`x\` alone.

${files.map(section).join('\n\n')}
`;
}
