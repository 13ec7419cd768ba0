import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SeasonReading } from '@fieldlapse/analytics';
import { addDays } from '@fieldlapse/contracts';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { fieldlapse } from '../support/command.ts';

const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-season-'));
afterAll(() => rm(folder, { recursive: true }));
const table = join(folder, 'cover.csv');

/** Cover of a crop: half grown on day 35, half ripe on day 95, a week without a value. */
function coverTable(): string {
  const rows = Array.from({ length: 120 }, (_, day) => {
    const cover = 1 / (1 + Math.exp(-(day - 35) / 5)) / (1 + Math.exp((day - 95) / 3));
    const noise = 0.01 * Math.sin(day * 12.9898);
    return `${addDays('2026-05-15', day)};${day >= 60 && day < 70 ? '' : (0.02 + 0.9 * cover + noise).toFixed(4).replace('.', ',')}`;
  });
  return ['ngày;giá trị', ...rows].join('\n');
}

describe('fieldlapse season', { timeout: 60_000 }, () => {
  it('reads a table, says cycles and dates, draws them and writes the curve', async () => {
    await writeFile(table, coverTable());
    const [plot, curve] = [join(folder, 'cover.svg'), join(folder, 'curve.csv')];
    const { code, stdout } = await fieldlapse([
      'season',
      '--csv',
      table,
      '--plot',
      plot,
      '--out-csv',
      curve,
      '--lang',
      'en',
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Cycle 1: 2026-06-0\d → 2026-08-2\d {2}ripened/);
    expect(stdout).toContain('There are gaps of more than 7 days.');
    const drawn = await sharp(plot).raw().toBuffer({ resolveWithObject: true });
    expect(drawn.info.width).toBe(1080);
    expect(
      (await readFile(plot, 'utf8')).match(/<path d="M[^"]*Z" fill="#(1d4ed8|a16207)"/g)?.length,
    ).toBeGreaterThanOrEqual(6);
    const rows = (await readFile(curve, 'utf8')).trim().split('\n');
    expect(rows[0]).toBe('day,value,count,curve,low,high,leftOut');
    expect(rows).toHaveLength(121);
    // The bridged days have a curve and no value.
    expect(rows.find((row) => row.startsWith(addDays('2026-05-15', 65)))).toMatch(/^2026-07-19,,0,0\.\d+,/);
  });

  it('prints JSON with the rows that it left out, and says so by its exit code', async () => {
    const bad = join(folder, 'bad.csv');
    await writeFile(bad, coverTable().replace('2026-06-01;', '01.06;'));
    const { code, stdout } = await fieldlapse(['season', '--csv', bad, '--json']);
    const printed = JSON.parse(stdout) as SeasonReading & { v: number; rows: unknown[] };
    expect(printed).toMatchObject({ v: 1, rows: [{ line: 19, code: 'BAD_ROW_DAY', text: '01.06' }] });
    expect(printed.cycles).toHaveLength(1);
    expect(code).toBe(2);
  });

  it('stands still at the day it is told', async () => {
    const { stdout } = await fieldlapse(['season', '--csv', table, '--until', '2026-07-10', '--json']);
    const { cycles, curve } = JSON.parse(stdout) as SeasonReading;
    expect(cycles[0]).toMatchObject({ kind: 'open', end: null });
    expect(curve.at(-1)?.day).toBe('2026-07-10');
  });

  it('speaks Vietnamese where nothing else is asked for', async () => {
    const { stdout } = await fieldlapse(['season', '--csv', table]);
    expect(stdout).toContain('đã chín');
  });

  it.each([
    [[], 'BAD_ARGUMENT'],
    [['--csv', join(folder, 'nowhere.csv')], 'BAD_TABLE'],
    [['--csv', table, '--sowing', '15/5'], 'BAD_ARGUMENT'],
    [['--csv', table, '--column', 'gcc'], 'BAD_TABLE'],
  ])('refuses %j', async (args, code) => {
    const { stderr, code: exitCode } = await fieldlapse(['season', ...args]);
    expect(stderr).toContain(code);
    expect(exitCode).toBe(1);
  });
});

const harvard = join(import.meta.dirname, '../../../../shared/data/images/phenocam-harvard/harvard_DB_0001_1day.csv');
if (!existsSync(harvard)) console.warn('skipped: the PhenoCam series is not beside this repository');

it.skipIf(!existsSync(harvard))(
  'reads the published series of a forest: one year, spring in May and autumn in October',
  async () => {
    const { stdout, code } = await fieldlapse(['season', '--csv', harvard, '--column', 'gcc_90', '--json']);
    const { cycles } = JSON.parse(stdout) as SeasonReading;
    expect(code).toBe(0);
    expect(cycles).toHaveLength(1);
    const { rising, falling } = cycles[0]!.transitions;
    expect(rising.p50?.day.slice(0, 7)).toBe('2009-05');
    expect(falling.p50?.day.slice(0, 7)).toBe('2009-10');
  },
);
