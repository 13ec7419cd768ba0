import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { derivedSeries } from '@fieldlapse/contracts';
import { silentLogger } from '@fieldlapse/runtime';
import { openSqliteSeries, type StoredAlert } from '@fieldlapse/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRules } from '../../../src/alerts/rules/check-rules.ts';
import { rulePackFile } from '../../../src/alerts/packs/packs.ts';
import { sensorTides, type SensorTides } from '../../../src/alerts/tide/sensor-tides.ts';
import { now, readings } from './river.ts';

const { rules } = readRules(await readFile(rulePackFile('durian'), 'utf8'), 'durian');
const alertOf = (rule: string, sensor?: string) =>
  ({
    target: { site: 'vinh-long', ...(sensor !== undefined && { sensor }) },
    rules: { rule: rules.find(({ id }) => id === rule) },
  }) as Pick<StoredAlert, 'target' | 'rules'>;

let tides: SensorTides;
let close: () => Promise<void>;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-tides-'));
  const series = openSqliteSeries(join(folder, 'series.sqlite'), { logger: silentLogger });
  const name = derivedSeries('vinh-long', 'cong', 'seaSaltGramPerL');
  await series.append(readings(45).flatMap(({ t, value }) => (value === null ? [] : [{ series: name, t, value }])));
  tides = sensorTides(series);
  close = async () => {
    await series.close();
    await rm(folder, { recursive: true });
  };
});
afterAll(() => close());

it('learns the tide of the sensor that a salt alert is about, for the level at which the alert ends', async () => {
  const known = await tides.of(alertOf('durian-salt-stop', 'cong'), now);
  expect(known?.limitGramPerL).toBe(0.4);
  expect(known?.verdict).toMatchObject({ verdict: 'learned' });
});

it('says that nothing was learned where a sensor has no record', async () => {
  const known = await tides.of(alertOf('durian-salt-stop', 'ao'), now);
  expect(known?.verdict).toMatchObject({ verdict: 'notLearned', reason: 'too-short' });
});

it('has nothing to say of alerts about other things, or about no sensor', async () => {
  expect(await tides.of(alertOf('durian-heat', 'cong'), now)).toBeUndefined();
  expect(await tides.of(alertOf('durian-salt-stop'), now)).toBeUndefined();
});
