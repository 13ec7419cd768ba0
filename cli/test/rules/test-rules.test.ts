import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSeries } from '@fieldlapse/store';
import { sensorSeries } from '@fieldlapse/contracts';
import { silentLogger } from '@fieldlapse/runtime';
import { afterAll, describe, expect, it } from 'vitest';
import { fieldlapse } from '../support/command.ts';

const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-rules-'));
afterAll(() => rm(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const rule = (id: string, more: string) => `
  - id: ${id}
    kind: crop
    severity: warning
    when: { level: { of: airTempC, above: 35, ${more} } }
    texts: { vi: { title: Nóng, what: Nóng quá., todo: Tưới. }, en: { title: Hot, what: Too hot., todo: Water. } }
    source: test`;
/** Two hot afternoons, and a row that cannot be read. */
const table = `giờ,Nhiệt độ (°C),EC (dS/m)
2026-05-30 12:00,36,0.2
2026-05-30 14:00,30,0.3
2026-05-31 13:00,nóng,1.5
2026-05-31 14:00,37,1.6
2026-05-31 16:00,32,0.3
`;

describe('fieldlapse rules test', { timeout: 120_000 }, () => {
  it('names the faults of a file, goes on with its good rules and ends with 1', async () => {
    await writeFile(
      at('farm.yaml'),
      `v: 1\nrules:${rule('hot', 'clear: 33')}${rule('turned', 'clear: 37')}${rule('typo', 'claer: 33')}\n`,
    );
    await writeFile(at('log.csv'), table);
    const { code, stdout, stderr } = await fieldlapse([
      'rules',
      'test',
      at('farm.yaml'),
      '--csv',
      at('log.csv'),
      '--lang',
      'en',
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/farm\.yaml:9:5: turned: .*write clear: 35 or less/);
    expect(stderr).toMatch(/farm\.yaml:18:\d+: .*did you mean "clear"/);
    expect(stderr).toContain('log.csv:4: BAD_ROW_VALUE "nóng"');
    expect(stdout).toMatch(/hot +2 +4 +2 +2026-05-30 12:00 +2026-05-31 14:00 +2 h +Hot/);
    expect(stdout).not.toContain('turned');
    const later = await fieldlapse([
      ...['rules', 'test', at('farm.yaml'), '--csv', at('log.csv'), '--from', '2026-05-31', '--to', '2026-05-31'],
    ]);
    expect(later.stdout).toMatch(/hot +1 +2 +1 +2026-05-31 14:00/);
  });

  it('replays a pack by its name, for the crop that is named', async () => {
    await writeFile(at('log.csv'), table);
    const args = ['rules', 'test', 'durian', '--csv', at('log.csv'), '--json'];
    const bare = await fieldlapse(args);
    expect(bare.code).toBe(2);
    const states = (text: string) =>
      (JSON.parse(text) as { rules: { rule: string; state: string; alerts: unknown[] }[] }).rules.map(
        (one) => `${one.rule} ${one.state} ${one.alerts.length}`,
      );
    expect(states(bare.stdout)).toContain('durian-salt-stop no-season 0');
    const named = await fieldlapse([...args, '--subject', 'Sầu riêng Ri6', '--sowing', '2020-01-01']);
    expect(states(named.stdout)).toEqual([
      'durian-salt-watch replayed 1',
      'durian-salt-stop replayed 1',
      'durian-heat replayed 0',
      'durian-cold replayed 0',
      'durian-dry-spell no-data 0',
    ]);
  });

  it('replays what a data folder holds', async () => {
    await writeFile(at('fieldlapse.yaml'), 'sites:\n  - id: trai-1\n    sensors: [{ name: tram-1 }]\n');
    await writeFile(at('farm.yaml'), `v: 1\nrules:${rule('hot', 'clear: 33')}\n`);
    const store = await openSeries({ folder, logger: silentLogger, series: { store: 'sqlite' } });
    const series = sensorSeries('trai-1', 'tram-1', 'airTempC');
    const start = Date.parse('2026-05-31T05:00:00Z');
    await store.append([30, 36, 31].map((value, index) => ({ series, t: start + index * 3_600_000, value })));
    await store.close();
    const { code, stdout } = await fieldlapse(['rules', 'test', at('farm.yaml'), '--data', folder, '--site', 'trai-1']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/hot +1 +1 +1 +2026-05-31 13:00 +2026-05-31 13:00 +1 h +Nóng/);
  });

  it.each([
    [['rules', 'test', 'durain', '--csv', 'x'], 'there are rice, durian'],
    [['rules', 'test', 'durian'], 'say what to replay'],
    [['rules', 'test', 'durian', '--csv', 'x', '--data', 'y'], 'not both'],
    [['rules', 'test', 'durian', '--csv', 'x', '--quantity', 'a=salt'], 'write COLUMN='],
    [['rules', 'test', 'durian', '--csv', 'x', '--tz', 'Mars'], 'is no time zone'],
  ])('%j is refused with what to write instead', async (args, told) => {
    const { code, stderr } = await fieldlapse(args);
    expect(code).toBe(1);
    expect(stderr).toContain(told);
  });
});
