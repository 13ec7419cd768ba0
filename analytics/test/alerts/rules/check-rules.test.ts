import { describe, expect, it } from 'vitest';
import { readRules } from '../../../src/alerts/rules/check-rules.ts';

const words =
  'texts: { vi: { title: Nóng, what: Nóng quá, todo: Tưới }, en: { title: Hot, what: Too hot, todo: Water } }';
const rule = (id: string, when: string, more = '') => `
  - id: ${id}
    kind: crop
    severity: warning
    when: ${when}
    ${words}
    source: test${more && `\n    ${more}`}`;
const hot = '{ level: { of: airTempC, above: 35, clear: 33 } }';
const read = (...rules: string[]) => readRules(`v: 1\nrules:${rules.join('')}\n`, 'farm.yaml');

it('a rule has its defaults, and durations in ms', () => {
  const { rules, faults } = read(rule('heat', hot, 'dwell: 30m'));
  expect(faults).toEqual([]);
  expect(rules[0]).toMatchObject({
    id: 'heat',
    scope: 'sensor',
    dwell: 1_800_000,
    clearDwell: 0,
    staleAfter: 10_800_000,
  });
});

describe('a bad rule is refused with its place and what to write instead; the others stay', () => {
  it.each([
    [
      'an unknown field',
      '{ level: { of: airTempC, abov: 35 } }',
      'farm.yaml:12:36: unknown field "abov", did you mean "above"?',
    ],
    ['inverted hysteresis', '{ level: { of: airTempC, above: 35, clear: 37 } }', 'write clear: 35 or less'],
    ['inverted hysteresis below', '{ level: { of: airTempC, below: 10, clear: 8 } }', 'write clear: 10 or more'],
    ['another unit', '{ level: { of: salinityDsPerM, above: 0.5, unit: g/L } }', 'its unit is dS/m, not g/L'],
    ['a level that nothing reaches', '{ level: { of: relHumidityPct, above: 120 } }', 'lies outside 0 to 100 %'],
    ['two sides', '{ level: { of: airTempC, above: 35, below: 10 } }', 'give either above or below'],
    ['an unknown quantity', '{ level: { of: airTemp, above: 35 } }', 'farm.yaml:12'],
    [
      'a fault deep inside',
      '{ all: [{ not: { level: { of: airTempC, above: 35, claer: 33 } } }] }',
      'did you mean "clear"?',
    ],
    ['a metric of a sensor', '{ level: { of: greenCover, below: 0.2 } }', 'write scope: camera, plot or site'],
    ['a rule that is not there', '{ rule: haet }', 'did you mean "heat"?'],
    ['an empty stage', '{ stage: {} }', 'give bbch or daysAfterSowing'],
  ])('%s', (_name, when, told) => {
    const { rules, faults } = read(rule('heat', hot), rule('bad', when));
    expect(rules.map(({ id }) => id)).toEqual(['heat']);
    expect(faults.join('\n')).toContain(told);
    expect(faults.join('\n')).toMatch(/farm\.yaml:\d+:\d+/);
  });

  it('two rules of one id', () => {
    const { rules, faults } = read(rule('heat', hot), rule('heat', hot));
    expect(rules.length).toBe(1);
    expect(faults).toEqual([
      'farm.yaml:9:5: heat: another rule of this id stands at farm.yaml:3:5; give one of them another',
    ]);
  });

  it('rules that refer to each other in a circle, and those that hang on them', () => {
    const { rules, faults } = read(
      rule('a', '{ rule: b }'),
      rule('b', '{ rule: a }'),
      rule('c', '{ rule: a }'),
      rule('heat', hot),
    );
    expect(rules.map(({ id }) => id)).toEqual(['heat']);
    expect(faults.find((fault) => fault.includes('a: it refers'))).toContain('a → b → a');
    expect(faults.some((fault) => fault.includes('c: there is no usable rule "a"'))).toBe(true);
  });

  it('a sensor that the farm does not have', () => {
    const names = { sites: ['farm'], plots: [], sensors: ['tram-1'], cameras: [] };
    const text = `v: 1\nrules:${rule('heat', hot, 'only: { sensors: [tram-2] }')}\n`;
    expect(readRules(text, 'farm.yaml', names).faults[0]).toContain(
      'there is no sensor "tram-2"; did you mean "tram-1"?',
    );
  });
});

it('a text without rules is refused as a whole', () => {
  expect(() => readRules('v: 1\n', 'farm.yaml')).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  expect(() => readRules('rules: [', 'farm.yaml')).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
});
