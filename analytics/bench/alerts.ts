import { openSeriesBuffer, type SeriesBuffer } from '../src/alerts/engine/series-buffer.ts';
import type { Instance } from '../src/alerts/engine/instance.ts';
import { compileRule, type Scene } from '../src/alerts/rules/compile.ts';
import { alertRule, type AlertRule } from '../src/alerts/rules/rule.ts';
import { siteClock } from '../src/alerts/rules/site-clock.ts';
import type { BenchFigure } from './measure.ts';

const minute = 60_000;
const start = Date.parse('2026-05-31T17:00:00Z');
const rounds = 5;
const goalPerSecond = 1_000_000;
const goalLateDayS = 10;
/** Of every 400 points of a sensor 20 come late, in one batch after the next one in time: a backlog. */
const backlog = { every: 400, points: 20 };

const words = { title: 't', what: 'w', todo: 'd' };
const level = { level: { of: 'airTempC', above: 33, clear: 32 } };
const rules: AlertRule[] = [
  {
    when: level,
    dwell: '30m',
    steps: [{ severity: 'urgent', when: { level: { of: 'airTempC', above: 35, clear: 34 } } }],
  },
  { when: { all: [level, { level: { of: 'relHumidityPct', above: 60, clear: 55 } }] }, dwell: '1h', clearDwell: '30m' },
  { when: { all: [level, { hours: { from: '10:00', to: '17:00' } }] } },
  { when: { absent: { of: 'airTempC', longerThan: '2h' } } },
  { when: { stuck: { of: 'airTempC', longerThan: '12h', within: 0.05 } } },
].map((rule, index) =>
  alertRule.parse({
    ...{ id: `r${index}`, kind: 'crop', severity: 'warning', source: 'bench', texts: { vi: words, en: words } },
    ...rule,
  }),
);

interface Sensor {
  readonly temp: SeriesBuffer;
  readonly humidity: SeriesBuffer;
  readonly instances: readonly Instance[];
}

function openSensor(): Sensor {
  const [temp, humidity] = [openSeriesBuffer(), openSeriesBuffer()];
  const scene: Scene = {
    series: (of) => (of === 'airTempC' ? [temp] : of === 'relHumidityPct' ? [humidity] : []),
    neighbours: () => [],
    all: () => [temp, humidity],
    clock: siteClock('Asia/Ho_Chi_Minh'),
    seasons: [],
    sunElevationDeg: () => undefined,
    rule: (id) => rules.find((rule) => rule.id === id)!,
  };
  return { temp, humidity, instances: rules.map((rule) => compileRule(rule, scene)!) };
}

/** One reading of both quantities: a warm day, a cool night, and a little noise that is the same every time. */
function put({ temp, humidity }: Sensor, index: number, everyMs: number): number {
  const t = start + index * everyMs;
  const warmth = Math.sin((2 * Math.PI * (t - start)) / 86_400_000 - 1.8);
  const noise = Math.sin(index * 12.9898) * 0.4;
  temp.insert(t, 29 + 6 * warmth + noise, index);
  humidity.insert(t, 75 - 15 * warmth + noise, index);
  return t;
}

/**
 * Rules on accepted points, on one core: a point of two quantities is one evaluation of each of its rules, whatever late points make
 * the engine do again. Medians of some rounds.
 */
export function benchAlerts(): Promise<BenchFigure[]> {
  const perSecond = median(Array.from({ length: rounds }, evaluationsPerSecond));
  const lateDayS = median(Array.from({ length: 3 }, lateDay));
  const share = (100 * backlog.points) / backlog.every;
  return Promise.resolve([
    {
      ...{
        name: `rule evaluations per core, ${share} % late`,
        value: perSecond,
        unit: '/CPU s',
        goal: `≥ ${goalPerSecond}/s`,
      },
      met: perSecond >= goalPerSecond,
    },
    {
      ...{ name: 'a late day, 200 sensors by the minute', value: lateDayS, unit: 's', goal: `≤ ${goalLateDayS} s` },
      met: lateDayS <= goalLateDayS,
    },
  ]);
}

/** Points every 10 minutes for 30 days from 20 sensors, 5 rules each; every sensor now and then sends the newest point first, then its backlog. */
function evaluationsPerSecond(): number {
  const [sensors, points] = [Array.from({ length: 20 }, openSensor), 4320];
  const began = cpuSeconds();
  for (let index = 0; index < points; index += 1) {
    const place = index % backlog.every;
    // The last points before a multiple are held back until the point at it has come.
    if (place >= backlog.every - backlog.points) continue;
    for (const sensor of sensors) {
      const t = put(sensor, index, 10 * minute);
      for (const instance of sensor.instances) instance.advance(t, t);
      if (place !== 0 || index === 0) continue;
      let first = t;
      for (let late = index - backlog.points; late < index; late += 1)
        first = Math.min(first, put(sensor, late, 10 * minute));
      for (const instance of sensor.instances) instance.advance(first, t);
    }
  }
  const evaluations = sensors.length * points * rules.length;
  return evaluations / (cpuSeconds() - began);
}

/** Time of this process on any core, garbage collection and compilation too: what else the machine does is left out. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Seconds until a day of readings by the minute, which comes after the day that followed it, is in the history of 200 sensors. */
function lateDay(): number {
  const [sensors, day] = [Array.from({ length: 200 }, openSensor), 1440];
  const feed = (sensor: Sensor, from: number): void => {
    const first = start + from * minute;
    for (let index = from; index < from + day; index += 1) put(sensor, index, minute);
    for (const instance of sensor.instances) instance.advance(first, start + (3 * day - 1) * minute);
  };
  for (const sensor of sensors) [0, 2 * day].forEach((from) => feed(sensor, from));
  const began = performance.now();
  for (const sensor of sensors) feed(sensor, day);
  return (performance.now() - began) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
