import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seaSaltGramPerL, type LearnedTide } from '@fieldlapse/analytics';
import { simConfig, startSimFarm } from '@fieldlapse/firmware-sim';
import { silentLogger, systemClock } from '@fieldlapse/runtime';
import { afterAll, describe, expect, it } from 'vitest';
import { fieldlapse } from '../support/command.ts';

const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-tide-'));
afterAll(() => rm(folder, { recursive: true }));
const hourMs = 3_600_000;
const newest = Date.parse('2026-02-20T05:00:00Z');
const config = simConfig.parse({ seed: 42, timeZone: 'Asia/Ho_Chi_Minh', sownOn: '2025-11-01' });
const farm = await startSimFarm({ config, clock: systemClock, logger: silentLogger });
afterAll(() => farm.close());
const ecAt = (t: number) => farm.truth.trueValueAt('salinityDsPerM', t);

const write = async (name: string, days: number, rows: (t: number) => string[] = (t) => [`${ecAt(t).toFixed(3)}`]) => {
  const times = Array.from({ length: days * 24 + 1 }, (_, hour) => newest - (days * 24 - hour) * hourMs);
  const lines = times.flatMap((t) => rows(t).map((row) => `${new Date(t).toISOString()},${row}`));
  await writeFile(join(folder, name), ['time,EC (dS/m)', ...lines].join('\n'));
  return join(folder, name);
};
const tide = (...args: string[]) => fieldlapse(['rules', 'tide', ...args]);

describe('fieldlapse rules tide', { timeout: 120_000 }, () => {
  it('learns the tide of the simulated river, is far better than a mean, and the water keeps under the limit in its windows', async () => {
    const path = await write('river.csv', 45);
    const { code, stdout } = await tide('--csv', path, '--limit', '1.6', '--json');
    expect(code).toBe(0);
    const told = JSON.parse(stdout) as LearnedTide & { sensor: string; now: number };
    expect(told).toMatchObject({ verdict: 'learned', sensor: 'table', now: newest });
    expect(told.holdOut.rmse).toBeLessThan(0.5 * Math.min(told.holdOut.meanRmse, told.holdOut.levelRmse));
    expect(told.windows.length).toBeGreaterThan(0);
    for (const { from, to } of told.windows)
      for (let t = from; t <= to; t += hourMs / 4) expect(seaSaltGramPerL(ecAt(t))).toBeLessThan(1.6);
    const { stdout: text } = await tide('--csv', path, '--limit', '1.6');
    expect(text).toMatch(/Held out: the last 11\.\d days, error 0\.\d\d g\/L/);
    expect(text).toMatch(/ {2}2026-02-2\d \d\d:\d\d → 2026-02-2\d \d\d:\d\d {2}at most 1\.\d\d g\/L/);
  });

  it('says why it has not learned, and names rows that were left out', async () => {
    const { code, stdout, stderr } = await tide(
      '--csv',
      await write('short.csv', 10, (t) => [t === newest ? 'mặn' : '1.0']),
    );
    expect(code).toBe(2);
    expect(stdout).toContain('Not learned: it takes 30 days of readings.');
    expect(stderr).toMatch(/short\.csv:\d+: BAD_ROW_VALUE "mặn"/);
  });

  it('refuses what it cannot learn from, and says what to write instead', async () => {
    await writeFile(join(folder, 'dry.csv'), 'time,airTempC\n2026-05-31 13:00,30\n');
    await writeFile(
      join(folder, 'two.csv'),
      'time,sensor,salinityDsPerM\n2026-05-31 13:00,a,1\n2026-05-31 13:00,b,2\n',
    );
    for (const [args, message] of [
      [[], 'BAD_ARGUMENT: say what to learn from: --csv FILE'],
      [['--csv', join(folder, 'dry.csv')], 'BAD_TABLE'],
      [['--csv', join(folder, 'two.csv')], 'there are a, b'],
      [['--csv', join(folder, 'two.csv'), '--sensor', 'c'], 'there are a, b'],
      [['--csv', join(folder, 'two.csv'), '--limit', '-1'], 'above 0'],
    ] as const) {
      const { code, stderr } = await tide(...args);
      expect(code).toBe(1);
      expect(stderr).toContain(message);
    }
  });
});
