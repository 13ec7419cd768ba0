import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  ack,
  canonicalJson,
  configSignature,
  defaultChunkBytes,
  frameIdOf,
  maxChunkBytes,
  maxJsonBytes,
  maxJsonDepth,
  maxReadingsPerBatch,
  minChunkBytes,
  quantities,
  sha256Hex,
  want,
  type DesiredConfig,
} from '@fieldlapse/contracts';
import { payloads } from '../schemas/generate.ts';
import { boot, device, fixture, frame, goldenValues, token } from './golden-values.ts';

// docs/wire.md is what firmware authors build from: its numbers must be those of the code.
const page = readFileSync(join(import.meta.dirname, '../../../docs/wire.md'), 'utf8');
const block = (name: string) => new RegExp(`\`\`\`${name}\\n([^]*?)\\n\`\`\``).exec(page)?.[1] ?? '';
const row = (name: string) => page.split('\n').find((line) => line.startsWith(`| ${name} |`)) ?? '';

describe('docs/wire.md', () => {
  it('works the frame id out as the code does', () => {
    const text = block('frame-id-text');
    expect(text).toBe([device, frame.camera, boot, frame.seq, frame.sha256].join('\n'));
    const hash = createHash('sha256').update(text).digest('hex');
    expect(page).toContain(`SHA-256  ${hash.slice(0, 32)} ${hash.slice(32)}`);
    expect(page).toContain(`f        ${frameIdOf({ device, boot, ...frame })}\n`);
  });

  it('shows the header of a chunk as it is', () => {
    expect(Buffer.from(block('chunk-header').replaceAll(/\s/g, ''), 'hex')).toEqual(
      fixture('frame-chunk-256.bin').subarray(0, 16),
    );
  });

  it('works the signature of a desired configuration out as the code does', () => {
    const { rev, config, signature } = goldenValues.config!.value as DesiredConfig;
    const text = block('config-text');
    expect(text).toBe(canonicalJson({ rev, config }));
    expect(page).toContain(`SHA-256(token)  ${sha256Hex(token)}\nsignature       ${signature}\n`);
    const key = createHash('sha256').update(token).digest();
    expect(createHmac('sha256', key).update(text).digest('hex')).toBe(signature);
    expect(configSignature(sha256Hex(token), { rev, config })).toBe(signature);
  });

  it('has every payload in its table of topics, and every quantity with its unit', () => {
    for (const name of Object.keys(payloads)) expect(page).toMatch(new RegExp(`^\\| \`.*\\| JSON \`${name}\``, 'm'));
    const rows = [...page.matchAll(/^\| `(\w+)` \| (\S+) \|$/gm)].map(([, name, unit]) => [name, unit]);
    expect(rows).toEqual(Object.entries(quantities).map(([name, { unit }]) => [name, unit]));
  });

  it('states the limits that the code has', () => {
    expect(row('JSON payload, and what gzip unpacks to')).toContain(`| ${maxJsonBytes} bytes |`);
    expect(row('nesting of a JSON payload')).toContain(`| ${maxJsonDepth} |`);
    expect(row('bytes of a chunk')).toContain(`| ${maxChunkBytes} |`);
    expect(row('readings in a batch')).toContain(`| ${maxReadingsPerBatch} |`);
    expect(row('8–11')).toContain(`1 to ${maxChunkBytes}`);
    expect(page).toContain(`${defaultChunkBytes} bytes is a good size; go down to ${minChunkBytes}`);
    const most = (
      schema: { safeParse(value: unknown): { success: boolean } },
      make: (count: number) => unknown,
      count: number,
    ) => {
      expect(schema.safeParse(make(count)).success).toBe(true);
      expect(schema.safeParse(make(count + 1)).success).toBe(false);
    };
    most(ack, (count) => ({ v: 1, acks: Array(count).fill({ f: frame.id, s: 'dup' }) }), 1000);
    most(want, (count) => ({ v: 1, frames: Array(count).fill({ f: frame.id, received: 0 }) }), 256);
    most(want, (count) => ({ v: 1, frames: [{ f: frame.id, received: 0, ranges: Array(count).fill([0, 1]) }] }), 64);
  });
});
