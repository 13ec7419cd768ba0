import { describe, expect, it } from 'vitest';
import { openSeriesBuffer, type SeriesBuffer } from '../../../src/alerts/engine/series-buffer.ts';
import { compileRule, type Scene } from '../../../src/alerts/rules/compile.ts';
import { alertRule, type Condition } from '../../../src/alerts/rules/rule.ts';
import { seasonView, type ConfiguredSeason } from '../../../src/alerts/rules/seasons.ts';
import { siteClock } from '../../../src/alerts/rules/site-clock.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** Midnight of 1 June 2026 in Việt Nam. */
const start = Date.parse('2026-05-31T17:00:00Z');
const words = { title: 't', what: 'w', todo: 'd' };
const ruleOf = (when: unknown, more: object = {}) =>
  alertRule.parse({
    ...{ id: 'test', kind: 'crop', severity: 'warning', when, source: 'test', texts: { vi: words, en: words } },
    ...more,
  });

interface Farm {
  readonly own: Partial<Record<string, SeriesBuffer>>;
  readonly others?: readonly SeriesBuffer[];
  readonly seasons?: readonly ConfiguredSeason[];
  readonly rules?: Record<string, ReturnType<typeof ruleOf>>;
  readonly sun?: (t: number) => number | undefined;
}

function history(
  rule: ReturnType<typeof ruleOf>,
  { own, others = [], seasons = [], rules = {}, sun }: Farm,
  until: number,
) {
  const scene: Scene = {
    series: (of) => (own[of] ? [own[of]] : []),
    neighbours: () => others,
    all: () => Object.values(own) as SeriesBuffer[],
    clock: siteClock('Asia/Ho_Chi_Minh'),
    seasons: seasons.map(seasonView),
    sunElevationDeg: sun ?? (() => undefined),
    rule: (id) => rules[id]!,
  };
  const instance = compileRule(rule, scene);
  instance?.advance(-Infinity, until);
  return instance?.edges.map(({ kind, at, value }) => [kind, (at - start) / hour, value]);
}

/** Points by hours since the start. */
function series(points: Iterable<readonly [hours: number, value: number]>): SeriesBuffer {
  const buffer = openSeriesBuffer();
  for (const [hours, value] of points) buffer.insert(start + hours * hour, value, 0);
  return buffer;
}
const hourly = (value: (hours: number) => number, hours: number): SeriesBuffer =>
  series(Array.from({ length: hours }, (_, index) => [index, value(index)] as const));
const hot = { level: { of: 'airTempC', above: 35, clear: 33 } };

it('a target that does not measure what the rule needs has no history at all', () => {
  expect(history(ruleOf(hot), { own: { relHumidityPct: hourly(() => 80, 5) } }, start + day)).toBeUndefined();
});

it('conditions are combined; within hours over midnight', () => {
  const when = { all: [hot, { hours: { from: '22:00', to: '02:00' } }] };
  expect(history(ruleOf(when), { own: { airTempC: hourly(() => 36, 48) } }, start + 2 * day)).toEqual([
    ['raised', 0, 36],
    ['cleared', 2, 36],
    ['raised', 22, 36],
    ['cleared', 26, 36],
    ['raised', 46, 36],
  ]);
});

it('an unknown part leaves a combination unknown, unless the rest decides', () => {
  const own = { airTempC: hourly(() => 36, 3), relHumidityPct: series([[0, NaN]]) };
  const damp = { level: { of: 'relHumidityPct', above: 90 } };
  expect(history(ruleOf({ all: [hot, damp] }), { own }, start + 3 * hour)).toEqual([]);
  expect(history(ruleOf({ any: [hot, damp] }), { own }, start + 2 * hour)?.[0]).toEqual(['raised', 0, 36]);
});

it('a fall of the water by 5 cm within 6 hours is a fast fall, also when it is slower at first', () => {
  const when = { rate: { of: 'waterLevelCm', fallsBy: 5, within: '6h' } };
  const level = hourly((hours) => (hours < 10 ? 5 - hours * 0.2 : 3 - (hours - 10)), 20);
  expect(history(ruleOf(when), { own: { waterLevelCm: level } }, start + day)?.[0]?.slice(0, 2)).toEqual([
    'raised',
    15,
  ]);
});

it('a sensor off its neighbours is told, but not by a single one', () => {
  const when = { disagrees: { of: 'airTempC', by: 3 } };
  const own = { airTempC: hourly((hours) => (hours < 5 ? 30 : 36), 10) };
  const near = hourly(() => 30, 10);
  expect(history(ruleOf(when), { own, others: [near, near] }, start + 9 * hour)).toEqual([['raised', 5, 36]]);
  expect(history(ruleOf(when), { own, others: [near] }, start + 9 * hour)).toBeUndefined();
});

it('impossible values and faults are implausible', () => {
  const when = { implausible: { of: 'relHumidityPct' } };
  const own = {
    relHumidityPct: series([
      [0, 80],
      [1, 140],
      [2, 80],
      [3, NaN],
      [4, 0],
    ]),
  };
  expect(history(ruleOf(when), { own }, start + 5 * hour)?.map(([kind, at]) => [kind, at])).toEqual([
    ['raised', 1],
    ['cleared', 2],
    ['raised', 3],
    ['cleared', 4],
  ]);
});

describe('what is unusual', () => {
  const usual = (hours: number) => 25 + 5 * Math.sin((hours / 24) * 2 * Math.PI) + ((hours * 7919) % 10) / 10;
  const when = { unusual: { of: 'airTempC', side: 'above', margin: 1, days: 20, leastDays: 10 } };

  it('is learned from the same hour of the days before, and only from them', () => {
    const spoiled = (hours: number) => usual(hours) + (hours >= 20 * 24 + 3 && hours < 20 * 24 + 6 ? 4 : 0);
    const told = history(ruleOf(when), { own: { airTempC: hourly(spoiled, 22 * 24) } }, start + 22 * day);
    expect(told?.map(([kind, at]) => [kind, at])).toEqual([
      ['raised', 483],
      ['cleared', 486],
    ]);
  });

  it('is not told before enough days are known', () => {
    const early = (hours: number) => usual(hours) + (hours >= 5 * 24 ? 8 : 0);
    expect(history(ruleOf(when), { own: { airTempC: hourly(early, 8 * 24) } }, start + 8 * day)).toEqual([]);
  });
});

describe('seasons', () => {
  const season = {
    subject: 'Lúa Đài Thơm 8',
    sowing: '2026-06-02',
    end: '2026-06-05',
    stages: [{ day: '2026-06-04', bbch: 61 }],
  };
  const own = { airTempC: hourly(() => 36, 6 * 24) };

  it('a rule for a crop holds while that crop grows, in whatever spelling', () => {
    const rice = ruleOf(hot, { only: { subjects: ['lua'] } });
    expect(history(rice, { own, seasons: [season] }, start + 6 * day)).toEqual([
      ['raised', 24, 36],
      ['cleared', 120, 36],
    ]);
    expect(history(ruleOf(hot, { only: { subjects: ['durian'] } }), { own, seasons: [season] }, start + day)).toEqual(
      [],
    );
  });

  it('a stage counts from the day on which it was seen; before, it is not known and says nothing', () => {
    const when = { all: [hot, { stage: { bbch: [61, 69] } }] };
    expect(history(ruleOf(when), { own, seasons: [season] }, start + 5 * day - 1)).toEqual([['raised', 72, 36]]);
  });

  it('days after sowing count without any observation', () => {
    const when = { all: [hot, { stage: { daysAfterSowing: [1, 2] } }] };
    expect(history(ruleOf(when), { own, seasons: [season] }, start + 6 * day)).toEqual([
      ['raised', 48, 36],
      ['cleared', 96, 36],
    ]);
  });
});

it('a rule may wait for another one, with the dwell of that one', () => {
  const heat = ruleOf(hot, { id: 'heat', dwell: '2h' });
  const both: Condition | object = { all: [{ rule: 'heat' }, { level: { of: 'relHumidityPct', below: 50 } }] };
  const own = { airTempC: hourly(() => 36, 6), relHumidityPct: hourly(() => 40, 6) };
  expect(history(ruleOf(both), { own, rules: { heat } }, start + 6 * hour)).toEqual([['raised', 2, 40]]);
});

it('the sun decides where the place is known, and nothing is told where it is not', () => {
  const when = { all: [hot, { sun: { aboveDeg: 10 } }] };
  const own = { airTempC: hourly(() => 36, 12) };
  expect(history(ruleOf(when), { own, sun: (t) => (t - start) / hour }, start + 12 * hour)?.[0]?.[1]).toBe(10);
  expect(history(ruleOf(when), { own }, start + 12 * hour)).toEqual([]);
});
