import { expect, it } from 'vitest';
import { tideSentence } from '../../../src/alerts/tide/tide-sentence.ts';
import type { SafeWindow, TideVerdict } from '../../../src/alerts/tide/tide-window.ts';

const at = (local: string) => Date.parse(`2026-04-${local}:00+07:00`);
const tide = (...windows: (readonly [string, string])[]): TideVerdict => ({
  verdict: 'learned',
  days: 45,
  holdOut: { days: 11, rmse: 0.1, meanRmse: 0.5, levelRmse: 0.3, margins: [0.1] },
  forecast: [{ t: at('15T10:00'), expected: 0.3, low: 0.2, high: 0.4 }],
  windows: windows.map(([from, to]): SafeWindow => ({ from: at(from), to: at(to), high: 0.4 })),
});
const vi = { language: 'vi', timeZone: 'Asia/Ho_Chi_Minh' } as const;
const en = { ...vi, language: 'en' } as const;

it('tells the windows by the clock of the site, in both languages', () => {
  const told = tide(['15T14:30', '15T18:00'], ['15T22:45', '16T01:15'], ['17T03:00', '17T06:15']);
  expect(tideSentence(told, 0.5, vi)).toBe(
    'Theo con nước, dự kiến nước dưới 0,5 g/L: 14:30–18:00 hôm nay; 22:45 hôm nay – 01:15 ngày mai; 03:00–06:15 ngày kia. Vẫn phải đo lại ngay trước khi lấy nước.',
  );
  expect(tideSentence(told, 0.5, en)).toBe(
    'By the tide, the water should stay below 0.5 g/L: 14:30–18:00 today; 22:45 today – 01:15 tomorrow; 03:00–06:15 the day after tomorrow. Still measure it right before you take any.',
  );
});

it('says that there is none, and nothing where nothing is known', () => {
  expect(tideSentence(tide(), 0.5, vi)).toBe('Trong 48 giờ tới chưa có con nước nào chắc chắn dưới 0,5 g/L.');
  expect(tideSentence({ verdict: 'notLearned', reason: 'gaps', days: 3, shareKnown: 1 }, 0.5, en)).toBe('');
});
