import type { CurvePoint, Cycle, DatedInterval, SeasonReading } from '@fieldlapse/analytics';
import { addDays, daysBetween, type LocalDay } from '@fieldlapse/contracts';
import { dayWidth, monthsOf, ticksOf, xOf, yOf, type Frame } from './axes.ts';
import { element, label, pathOf } from './svg.ts';
import { kindWords, plotWords, type Language } from './words.ts';

export interface SeasonPlot {
  readonly title: string;
  readonly language: Language;
  readonly days: readonly { readonly day: LocalDay; readonly value: number }[];
  readonly reading: SeasonReading;
}

const size = { width: 1080, height: 480 };
const colours = {
  curve: '#1b7a3d',
  point: '#5b6770',
  leftOut: '#c2410c',
  cycle: '#e9f3e6',
  rise: '#1d4ed8',
  fall: '#a16207',
};
/** Shorter gaps are not hatched, days. */
const shownGapDays = 2;

/** The season as a picture (SVG): values, smoothed curve with its band, cycles, transition dates, gaps hatched. */
export function plotSeason(plot: SeasonPlot): string {
  const frame = frameOf(plot);
  const { width, height } = size;
  const parts = [
    element('rect', { width, height, fill: '#fff' }),
    hatching,
    ...cycleBands(frame, plot),
    ...gapBands(frame, plot.reading.curve),
    ...axes(frame, plot.language),
    ...curveOf(frame, plot.reading.curve),
    ...pointsOf(frame, plot),
    ...plot.reading.cycles.flatMap((cycle) => transitionsOf(frame, cycle, plot.language)),
    ...legend(plot.language),
    label(plot.title, frame.left, 24, { 'font-size': 16, 'font-weight': 'bold' }),
  ];
  const head = { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}` };
  return `${element('svg', { ...head, 'font-family': 'sans-serif' }, ...parts)}\n`;
}

const hatching = element(
  'defs',
  {},
  element(
    'pattern',
    { id: 'gap', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    element('line', { x1: 0, y1: 0, x2: 0, y2: 6, stroke: '#9ca3af', 'stroke-width': 1.5 }),
  ),
);

function frameOf({ days, reading }: SeasonPlot): Frame {
  const values = [...days.map(({ value }) => value), ...reading.curve.flatMap(({ value }) => [value])];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const margin = Math.max((most - least) * 0.08, 1e-6);
  return {
    ...{ left: 64, top: 64, right: size.width - 24, bottom: size.height - 70 },
    // The curve may begin before the first value, on bare ground.
    first: reading.curve[0]?.day ?? days[0]?.day ?? '1970-01-01',
    last: days.at(-1)?.day ?? '1970-01-01',
    ...{ least: least - margin, most: most + margin },
  };
}

function axes(frame: Frame, language: Language): string[] {
  const { left, right, top, bottom, least, most } = frame;
  const number = new Intl.NumberFormat(language, { maximumSignificantDigits: 4 });
  const across = ticksOf(least, most).flatMap((value) => {
    const y = yOf(frame, value);
    return [
      element('line', { x1: left, x2: right, y1: y, y2: y, stroke: '#e5e7eb' }),
      label(number.format(value), left - 8, y + 4, { 'text-anchor': 'end' }),
    ];
  });
  const along = monthsOf(frame, language).flatMap(({ day, text }) => {
    const x = xOf(frame, day) - dayWidth(frame) / 2;
    return [
      element('line', { x1: x, x2: x, y1: bottom, y2: bottom + 5, stroke: '#333' }),
      label(text, x, bottom + 18, { 'text-anchor': 'start' }),
    ];
  });
  const box = { x: left, y: top, width: right - left, height: bottom - top, fill: 'none', stroke: '#9ca3af' };
  return [...across, ...along, element('rect', box)];
}

function bandOver(frame: Frame, from: LocalDay, to: LocalDay, fill: string): string {
  const half = dayWidth(frame) / 2;
  const x = xOf(frame, from) - half;
  return element('rect', { x, y: frame.top, width: xOf(frame, to) + half - x, height: frame.bottom - frame.top, fill });
}

function cycleBands(frame: Frame, { reading, language }: SeasonPlot): string[] {
  return reading.cycles.flatMap((cycle, index) => {
    const text = `${plotWords.cycle[language]} ${index + 1}: ${kindWords[cycle.kind][language]}`;
    return [
      bandOver(frame, cycle.start, cycle.end ?? frame.last, colours.cycle),
      label(text, xOf(frame, cycle.start), frame.top - 8, { 'font-size': 13 }),
    ];
  });
}

/** Hatches every run of days without a value that counts. */
function gapBands(frame: Frame, curve: readonly CurvePoint[]): string[] {
  const seen = curve.filter((point) => point.seen).map(({ day }) => day);
  return seen.flatMap((day, index) => {
    const next = seen[index + 1];
    if (next === undefined || daysBetween(day, next) - 1 < shownGapDays) return [];
    return [bandOver(frame, addDays(day, 1), addDays(next, -1), 'url(#gap)')];
  });
}

function curveOf(frame: Frame, curve: readonly CurvePoint[]): string[] {
  const runs: CurvePoint[][] = [];
  for (const point of curve) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && daysBetween(last.day, point.day) === 1) run.push(point);
    else runs.push([point]);
  }
  const held = (value: number) => Math.min(frame.bottom, Math.max(frame.top, yOf(frame, value)));
  return runs.flatMap((run) => {
    const at = (pick: (point: CurvePoint) => number) =>
      run.map((point) => ({ x: xOf(frame, point.day), y: held(pick(point)) }));
    const band = `${pathOf([...at(({ high }) => high), ...at(({ low }) => low).reverse()])}Z`;
    return [
      element('path', { d: band, fill: colours.curve, 'fill-opacity': 0.18 }),
      element('path', { d: pathOf(at(({ value }) => value)), fill: 'none', stroke: colours.curve, 'stroke-width': 2 }),
    ];
  });
}

function pointsOf(frame: Frame, { days, reading }: SeasonPlot): string[] {
  const leftOut = new Set(reading.outliers.map(({ day }) => day));
  return days.map(({ day, value }) => {
    const at = { cx: xOf(frame, day), cy: yOf(frame, value) };
    return leftOut.has(day)
      ? element('circle', { ...at, r: 3.2, fill: 'none', stroke: colours.leftOut, 'stroke-width': 1.4 })
      : element('circle', { ...at, r: 2.2, fill: colours.point });
  });
}

function transitionsOf(frame: Frame, cycle: Cycle, language: Language): string[] {
  const { rising, falling } = cycle.transitions;
  const lowAfter = cycle.lowAfter ?? cycle.low;
  const drawn = [
    ...[...Object.entries(rising)].map(([name, date]) => ({ name, date, low: cycle.low, colour: colours.rise })),
    ...[...Object.entries(falling)].map(([name, date]) => ({ name, date, low: lowAfter, colour: colours.fall })),
  ];
  const marks = drawn.flatMap(({ name, date, low, colour }) => {
    if (date === null) return [];
    const share = Number(name.slice(1)) / 100;
    return mark(frame, date, low + share * (cycle.high - low), `${share * 100} %`, colour);
  });
  if (cycle.harvest) {
    const x = xOf(frame, cycle.harvest.day);
    const line = { x1: x, x2: x, y1: frame.top, y2: frame.bottom, stroke: colours.fall, 'stroke-dasharray': '4 3' };
    marks.push(
      element('line', line),
      label(plotWords.harvest[language], x + 4, frame.top + 14, { fill: colours.fall }),
    );
  }
  return marks;
}

/** A diamond on the date at its threshold, with its interval and the date beside it. */
function mark(frame: Frame, { day, low, high }: DatedInterval, value: number, share: string, colour: string): string[] {
  const [x, y] = [xOf(frame, day), yOf(frame, value)];
  // Beside the flank, under the curve, there is room.
  const isRise = colour === colours.rise;
  const shape = `M${x} ${y - 6}L${x + 6} ${y}L${x} ${y + 6}L${x - 6} ${y}Z`;
  return [
    element('line', { x1: xOf(frame, low), x2: xOf(frame, high), y1: y, y2: y, stroke: colour, 'stroke-width': 2 }),
    element('path', { d: shape, fill: colour, stroke: '#fff' }),
    label(`${share} ${day.slice(8)}/${day.slice(5, 7)}`, isRise ? x + 9 : x - 9, y + 4, {
      ...{ 'font-size': 11, fill: colour, 'text-anchor': isRise ? 'start' : 'end' },
    }),
  ];
}

function legend(language: Language): string[] {
  const y = size.height - 22;
  const entries: [string, string][] = [
    [element('circle', { cx: 8, cy: -4, r: 2.5, fill: colours.point }), plotWords.measured[language]],
    [
      element('line', { x1: 0, x2: 16, y1: -4, y2: -4, stroke: colours.curve, 'stroke-width': 3 }),
      plotWords.curve[language],
    ],
    [element('circle', { cx: 8, cy: -4, r: 3.2, fill: 'none', stroke: colours.leftOut }), plotWords.leftOut[language]],
    [element('rect', { x: 0, y: -10, width: 16, height: 12, fill: 'url(#gap)' }), plotWords.gap[language]],
    [element('path', { d: 'M8 -10L14 -4L8 2L2 -4Z', fill: colours.rise }), plotWords.transition[language]],
  ];
  let x = 64;
  return entries.map(([sign, text]) => {
    const entry = element('g', { transform: `translate(${x} ${y})` }, sign, label(text, 22, 0));
    x += 44 + text.length * 6.6;
    return entry;
  });
}
