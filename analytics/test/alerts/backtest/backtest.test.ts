import { describe, expect, it } from 'vitest';
import { backtest, pushesOf } from '../../../src/alerts/backtest/backtest.ts';
import { openReplayFarm, type Reading, type ReplaySite } from '../../../src/alerts/backtest/farm.ts';
import { alertRule } from '../../../src/alerts/rules/rule.ts';

const hour = 3_600_000;
/** Midnight of 1 June 2026 in Việt Nam. */
const start = Date.parse('2026-05-31T17:00:00Z');
const words = { title: 't', what: 'w', todo: 'd' };
const ruleOf = (when: unknown, more: object = {}) =>
  alertRule.parse({
    ...{ id: 'test', kind: 'crop', severity: 'warning', when, source: 'test', texts: { vi: words, en: words } },
    ...more,
  });
const site: ReplaySite = {
  ...{ id: 'farm', timeZone: 'Asia/Ho_Chi_Minh', plotOf: {}, seasons: [] },
  sunElevationDeg: () => undefined,
};
const hot = { level: { of: 'airTempC', above: 35, clear: 33 } };
const temps = (values: readonly (number | null)[], sensor = 'a'): Reading[] =>
  values.map((value, index) => ({ sensor, quantity: 'airTempC', t: start + index * hour, value }));
const replay = (when: unknown, readings: readonly Reading[], more: object = {}, here: Partial<ReplaySite> = {}) =>
  backtest([ruleOf(when, more)], openReplayFarm({ ...site, ...here }, readings))[0]!;

describe('a replay', () => {
  it('says when alerts were raised, for how long they stood and how bad they were', () => {
    const steps = [{ severity: 'urgent', when: { level: { of: 'airTempC', above: 38, clear: 37 } } }];
    const outcome = replay(hot, temps([30, 36, 39, 34, 32, 31, 31, 31, 31, 36, 36]), { steps });
    expect(outcome).toMatchObject({ state: 'replayed', hours: 4, pushes: 3 });
    expect(
      outcome.alerts.map(({ from, to, severity, value }) => [
        (from - start) / hour,
        to && (to - start) / hour,
        severity,
        value,
      ]),
    ).toEqual([
      [1, 4, 'urgent', 36],
      [9, null, 'warning', 36],
    ]);
  });

  it('does not depend on the order of the readings; of two of one time the later row counts', () => {
    const readings = temps([30, 36, 39, 34, 32]);
    const turned = replay(hot, readings.toReversed());
    expect(turned).toEqual(replay(hot, readings));
    expect(replay(hot, [...readings, ...temps([36])]).alerts[0]?.from).toBe(start);
  });

  it('hours count once where alerts of two sensors stand together', () => {
    const both = [...temps([36, 36, 36, 30]), ...temps([30, 36, 36, 36, 30], 'b')];
    expect(replay(hot, both)).toMatchObject({ hours: 4, pushes: 2, alerts: { length: 2 } });
  });

  it('a value that cannot be is no news of the crop, but a fault of the sensor', () => {
    const readings = temps([30, 85, 85, 30]);
    expect(replay(hot, readings).alerts).toEqual([]);
    expect(replay({ implausible: { of: 'airTempC' } }, readings).alerts).toHaveLength(1);
    const humid = readings.map((reading): Reading => ({ ...reading, quantity: 'relHumidityPct', value: 60 }));
    expect(replay({ level: { of: 'vpdKPa', above: 10 } }, [...readings, ...humid]).alerts).toEqual([]);
  });

  it('silence is told though a daily value of the sensor is worked out meanwhile', () => {
    const before = temps(Array.from({ length: 20 }, () => 30));
    const after: Reading = { sensor: 'a', quantity: 'airTempC', t: start + 30 * hour, value: 30 };
    const { alerts } = replay({ absent: { longerThan: '6h' } }, [...before, after]);
    expect(alerts.map(({ from, to }) => [(from - start) / hour, (to! - start) / hour])).toEqual([[25, 30]]);
  });
});

describe('a rule that cannot say anything says so', () => {
  const season = { subject: 'Lúa OM5451', sowing: '2026-05-01', stages: [] };

  it('without what it measures, or with too few neighbours to compare', () => {
    expect(replay(hot, [{ sensor: 'a', quantity: 'rainMm', t: start, value: 0 }]).state).toBe('no-data');
    const differs = { disagrees: { of: 'airTempC', by: 5 } };
    expect(replay(differs, [...temps([30]), ...temps([30], 'b')]).state).toBe('no-data');
    expect(replay(differs, [...temps([30]), ...temps([30], 'b'), ...temps([30], 'c')]).state).toBe('replayed');
  });

  it('without a season of its crop, or of any where it asks for a stage', () => {
    const rice = { only: { subjects: ['lua'] } };
    expect(replay(hot, temps([36]), rice).state).toBe('no-season');
    expect(replay(hot, temps([36]), rice, { seasons: [season] })).toMatchObject({ state: 'replayed', pushes: 1 });
    const young = { all: [hot, { stage: { daysAfterSowing: [0, 45] } }] };
    expect(replay(young, temps([36])).state).toBe('no-season');
    expect(replay(young, temps([36]), {}, { seasons: [season] }).pushes).toBe(1);
  });
});

it('messages: raised and worse are told, getting better is not, nor the same again within six hours', () => {
  const edge = (kind: 'raised' | 'severity' | 'cleared', severity: 'notice' | 'warning' | 'urgent', hours: number) => ({
    ...{ kind, severity, at: hours * hour, value: null },
  });
  const flapping = [0, 1, 2, 3, 4].flatMap((at) => [
    edge('raised', 'warning', at),
    edge('cleared', 'warning', at + 0.5),
  ]);
  expect(pushesOf(flapping)).toBe(1);
  expect(pushesOf([...flapping, edge('raised', 'urgent', 5)])).toBe(2);
  expect(pushesOf([...flapping, edge('raised', 'warning', 7)])).toBe(2);
  const better = [edge('raised', 'urgent', 0), edge('severity', 'warning', 8), edge('severity', 'urgent', 9)];
  expect(pushesOf(better)).toBe(2);
});
