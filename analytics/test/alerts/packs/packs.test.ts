import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rulePackFile, rulePacks } from '../../../src/alerts/packs/packs.ts';
import { conditionsIn } from '../../../src/alerts/rules/check-condition.ts';
import { readRules } from '../../../src/alerts/rules/check-rules.ts';
import { inputKind } from '../../../src/alerts/rules/inputs.ts';

const read = (pack: (typeof rulePacks)[number]) => readRules(readFileSync(rulePackFile(pack), 'utf8'), `${pack}.yaml`);
const all = rulePacks.flatMap((pack) => read(pack).rules.map((rule) => [rule.id, rule] as const));
const placeholders = ['value', 'unit', 'level', 'hours', 'place'];

it('the packs are the files that lie there, and no two rules share an id', () => {
  const files = readdirSync(dirname(rulePackFile('rice'))).filter((file) => file.endsWith('.yaml'));
  expect(files.sort()).toEqual(rulePacks.map((pack) => `${pack}.yaml`).sort());
  expect(new Set(all.map(([id]) => id)).size).toBe(all.length);
});

it.each(rulePacks)('%s is read without a fault, and its rules bear its name', (pack) => {
  const { rules, faults } = read(pack);
  expect(faults).toEqual([]);
  expect(rules.length).toBeGreaterThan(1);
  expect(rules.filter(({ id }) => !id.startsWith(`${pack}-`))).toEqual([]);
});

describe.each(all)('%s', (_id, rule) => {
  it('speaks Vietnamese and English, in sentences, and fills in only what is known', () => {
    const { vi, en } = rule.texts;
    for (const words of [vi, en]) {
      for (const sentence of [words.what, words.todo]) expect(sentence).toMatch(/[.!]$/);
      const asked = [...words.what.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(asked.filter((name) => !placeholders.includes(name!))).toEqual([]);
    }
    expect(`${vi.title} ${vi.what} ${vi.todo}`).toMatch(/[ăâđêôơưạảấầậắặẹẻếềểệịọốồổộớờợụủứừửựỳýáàãíìúùó]/);
    expect(vi.title).not.toBe(en.title);
    expect(rule.source).toEqual({ vi: expect.any(String) as string, en: expect.any(String) as string });
    const numbers = (text: string) =>
      text
        .replaceAll(/(\d),(\d)/g, '$1.$2')
        .match(/\d+(\.\d+)?/g)
        ?.toSorted();
    const source = rule.source as { vi: string; en: string };
    expect(source.vi).not.toBe(source.en);
    expect(numbers(source.vi)).toEqual(numbers(source.en));
  });

  it('has units and hysteresis in every level', () => {
    for (const condition of conditionsIn(rule)) {
      if (!('level' in condition)) continue;
      const { of, above, below, clear, unit } = condition.level;
      expect(unit ?? '').toBe(inputKind(of).unit);
      expect(clear).toBeDefined();
      expect(clear).not.toBe(above ?? below);
    }
  });

  it('bears a daily value for a day', () => {
    const daily = ['blastNights', 'leafWetHours', 'rainMeanMm', 'cattleThiHours', 'cattleRecoveryHours'];
    const asked = conditionsIn(rule).some((condition) => daily.some((one) => JSON.stringify(condition).includes(one)));
    if (asked) expect(rule.staleAfter).toBeGreaterThanOrEqual(24 * 3_600_000);
    else expect(rule.staleAfter).toBeLessThan(24 * 3_600_000);
  });
});

it('weak numbers say so', () => {
  const weak = ['rice-heat-flowering', 'rice-dry-flowering', 'citrus-salt-stop', 'greenhouse-air-dry', 'poultry-heat'];
  const said = all.filter(([, rule]) => rule.unverified).map(([id]) => id);
  expect(said).toEqual(expect.arrayContaining(weak));
  for (const [, rule] of all)
    if (/weak|our own choice/i.test(JSON.stringify(rule.source))) expect(rule.unverified).toBe(true);
});
