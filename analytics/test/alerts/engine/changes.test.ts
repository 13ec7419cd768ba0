import { expect, it } from 'vitest';
import { changesBetween, transitionOf } from '../../../src/alerts/engine/changes.ts';
import type { Edge } from '../../../src/alerts/engine/machine.ts';

const name = { rule: 'heat', revision: 'r1', target: { site: 'farm', sensor: 'station' } };
const edge = (kind: Edge['kind'], at: number, severity: Edge['severity'] = 'warning') =>
  transitionOf(name, { kind, severity, at, value: at });
const brief = (changes: ReturnType<typeof changesBetween>) =>
  changes.map(({ change, transition, replaces }) => [change, transition.at, ...(replaces ? [replaces] : [])]);

it('the same history says nothing, and a value alone makes no other transition', () => {
  const told = [edge('raised', 10), edge('cleared', 20)];
  expect(changesBetween(told, [edge('raised', 10), edge('cleared', 20)])).toEqual([]);
  expect(transitionOf(name, { kind: 'raised', severity: 'warning', at: 10, value: 99 }).id).toBe(told[0]!.id);
});

it('what is new is told, what moved is revised, what never was is withdrawn', () => {
  const told = [edge('raised', 10), edge('cleared', 20)];
  expect(brief(changesBetween(told, [...told, edge('raised', 30)]))).toEqual([['raised', 30]]);
  expect(brief(changesBetween(told, [edge('raised', 8), told[1]!]))).toEqual([['revised', 8, told[0]!.id]]);
  expect(brief(changesBetween(told, []))).toEqual([
    ['withdrawn', 10],
    ['withdrawn', 20],
  ]);
});

it('whoever is told every change knows the history', () => {
  const versions = [
    [],
    [edge('raised', 10)],
    [edge('raised', 5), edge('cleared', 7), edge('raised', 9)],
    [edge('raised', 9)],
  ];
  let known: string[] = [];
  for (const [index, now] of versions.entries()) {
    for (const { change, transition, replaces } of changesBetween(versions[index - 1] ?? [], now)) {
      known = known.filter((id) => id !== replaces && id !== transition.id);
      if (change !== 'withdrawn') known.push(transition.id);
    }
    expect(known.toSorted()).toEqual(now.map(({ id }) => id).toSorted());
  }
});
