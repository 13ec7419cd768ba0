import { expect, it } from 'vitest';
import { riceStages, stageName, stageText } from '../../../src/timelapse/drawing/stages.ts';

it('every BBCH code of rice has one name in each language', () => {
  for (let bbch = 0; bbch <= 99; bbch += 1) {
    expect(
      riceStages.filter(({ from, to }) => bbch >= from && bbch <= to),
      `code ${bbch}`,
    ).toHaveLength(1);
  }
  expect(new Set(riceStages.flatMap(({ vi, en }) => [vi, en])).size).toBe(riceStages.length * 2);
});

it('a stage of rice is named in the language, with its code', () => {
  expect(stageName(25, 'Lúa OM 18', 'vi')).toBe('Đẻ nhánh');
  expect(stageName(55, 'rice', 'en')).toBe('Heading');
  expect(stageText({ bbch: 25, name: 'Đẻ nhánh' })).toBe('Đẻ nhánh (BBCH 25)');
});

it('codes of other crops are not given names of rice', () => {
  expect(stageName(55, 'Sầu riêng', 'vi')).toBeNull();
  expect(stageName(55, 'liquorice', 'en')).toBeNull();
  expect(stageText({ bbch: 9, name: null })).toBe('BBCH 09');
});
