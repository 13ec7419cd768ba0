import { expect, test } from 'vitest';
import { stageOn } from '../../src/text/stages.ts';

const rice = {
  subject: 'Lúa OM5451',
  stages: [
    { day: '2026-11-10', bbch: 51 },
    { day: '2026-10-30', bbch: 21 },
  ],
};

test('the stage is the one that was seen last, in the words of the language', () => {
  expect(stageOn(rice, '2026-10-29', 'vi')).toBeUndefined();
  expect(stageOn(rice, '2026-10-30', 'vi')).toBe('Đẻ nhánh (BBCH 21)');
  expect(stageOn(rice, '2026-11-09', 'en')).toBe('Tillering (BBCH 21)');
  expect(stageOn(rice, '2026-12-01', 'vi')).toBe('Trổ bông (BBCH 51)');
});

test('codes of other crops mean other things: they are told without a name', () => {
  expect(stageOn({ ...rice, subject: 'Sầu riêng Ri6' }, '2026-11-24', 'vi')).toBe('BBCH 51');
  expect(stageOn({ subject: 'rice', stages: [{ day: '2026-10-08', bbch: 7 }] }, '2026-10-09', 'en')).toBe(
    'Germination (BBCH 07)',
  );
});
