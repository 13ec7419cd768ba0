import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { closest, durationMs, loadConfig, parseConfig } from '@fieldlapse/runtime';

const camera = z.discriminatedUnion('driver', [
  z.strictObject({ driver: z.literal('folder'), path: z.string() }),
  z.strictObject({ driver: z.literal('http-snapshot'), url: z.string(), every: durationMs.default(60_000) }),
]);
const schema = z.strictObject({
  site: z.string(),
  server: z.strictObject({ host: z.string(), port: z.int().min(1).max(65_535) }),
  cameras: z.array(camera).default([]),
  spool: z.strictObject({ capacityBytes: z.number() }).optional(),
  plots: z.record(z.string(), z.strictObject({ title: z.string() })).default({}),
  schedule: z
    .union([z.strictObject({ cron: z.string() }), z.strictObject({ sun: z.strictObject({ aboveDeg: z.number() }) })])
    .optional(),
});

/** The lines of the fault that this text gives. */
function faults(text: string): string[] {
  try {
    parseConfig(schema, text, 'edge.yaml');
  } catch (error) {
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
    return (error as Error).message.split('\n');
  }
  return [];
}

const good = 'site: farm-1\nserver:\n  host: example.vn\n  port: 1883\n';

describe('parseConfig', () => {
  it('gives the checked values with defaults and durations in ms', () => {
    const text = `${good}cameras:\n  - driver: http-snapshot\n    url: http://10.0.0.7/\n    every: 15m\n`;
    expect(parseConfig(schema, text, 'edge.yaml')).toEqual({
      site: 'farm-1',
      server: { host: 'example.vn', port: 1883 },
      cameras: [{ driver: 'http-snapshot', url: 'http://10.0.0.7/', every: 900_000 }],
      plots: {},
    });
  });

  it('names file, line and column of a wrong value', () => {
    expect(faults(good.replace('1883', '"1883"'))).toEqual([
      'edge.yaml:4:3: server.port: Invalid input: expected number, received string',
    ]);
  });

  it('says which field was meant', () => {
    expect(faults(good.replace('host', 'hots'))).toEqual([
      'edge.yaml:2:1: server.host: Invalid input: expected string, received undefined',
      'edge.yaml:3:3: unknown field "hots", did you mean "host"?',
    ]);
    expect(faults(`${good}spool:\n  capacityByte: 5\n`)).toContain(
      'edge.yaml:6:3: unknown field "capacityByte", did you mean "capacityBytes"?',
    );
    expect(faults(`${good}quiteUnlikeAnything: 1\n`)).toEqual(['edge.yaml:5:1: unknown field "quiteUnlikeAnything"']);
  });

  it('looks into lists, unions, defaults and records', () => {
    const inList = faults(
      `${good}cameras:\n  - driver: folder\n    path: a\n  - driver: http-snapshot\n    url: b\n    evry: 5m\n`,
    );
    expect(inList).toEqual(['edge.yaml:10:5: unknown field "evry", did you mean "every"?']);
    expect(faults(`${good}plots:\n  north:\n    titel: x\n    title: y\n`)).toEqual([
      'edge.yaml:7:5: unknown field "titel", did you mean "title"?',
    ]);
    expect(faults(`${good}cameras:\n  - driver: webcam\n`)[0]).toMatch(
      /^edge\.yaml:6:5: cameras\.0\.driver: .*'folder' \| 'http-snapshot'/,
    );
  });

  it('speaks of the branch of a union that was meant', () => {
    expect(faults(`${good}schedule:\n  sun:\n    aboveDeg: high\n`)).toEqual([
      'edge.yaml:7:5: schedule.sun.aboveDeg: Invalid input: expected number, received string',
    ]);
  });

  it('tells every fault at once', () => {
    expect(faults('site: 5\nserver:\n  host: a\n  port: 99999\nspol: 1\n')).toHaveLength(3);
  });

  it('shows a missing field at the start of the file and a broken file at the break', () => {
    expect(faults('')).toHaveLength(2);
    expect(faults('')[0]).toBe('edge.yaml:1:1: site: Invalid input: expected string, received undefined');
    expect(faults('site: "farm\nserver: 1\n')[0]).toMatch(/^edge\.yaml:\d+:\d+: \S/);
    expect(faults('- a\n- b\n')).toEqual(['edge.yaml:1:1: Invalid input: expected object, received array']);
    expect(faults(`${good}site: again\n`)[0]).toMatch(/^edge\.yaml:5:1: .*unique/);
  });

  it('refuses aliases that multiply or lead nowhere', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x,x]',
      ...'bcdefg'.split('').map((name, n) => `${name}: &${name} [${Array(10).fill(`*${'abcdef'[n]}`).join(',')}]`),
    ];
    expect(faults(bomb.join('\n'))[0]).toMatch(/alias/i);
    expect(faults('site: *nowhere\n')[0]).toMatch(/alias/i);
  });
});

describe('loadConfig', () => {
  it('reads a file and names it in faults', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-config-'));
    const path = join(folder, 'edge.yaml');
    await writeFile(path, good);
    expect(loadConfig(schema, path).site).toBe('farm-1');
    await writeFile(path, 'site: 1\n');
    expect(() => loadConfig(schema, path)).toThrowError(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(`${path}:1:1: `) }),
    );
    await rm(folder, { recursive: true });
    expect(() => loadConfig(schema, path)).toThrowError(expect.objectContaining({ code: 'CONFIG_UNREADABLE' }));
  });
});

it('closest() offers only what is near enough to be meant', () => {
  expect(closest('camras', ['cameras', 'sensors'])).toBe('cameras');
  expect(closest('x', ['cameras'])).toBeUndefined();
  expect(closest('x', [])).toBeUndefined();
});
