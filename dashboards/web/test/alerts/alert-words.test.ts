import { expect, test } from 'vitest';
import { historyOf, nextMorning, placeWords } from '../../src/alerts/alert-words.ts';
import { formats } from '../../src/text/formats.ts';
import { vi } from '../../src/text/vi.ts';

const format = formats('vi', 'Asia/Ho_Chi_Minh');
const at = (hour: number) => Date.UTC(2026, 10, 24, hour - 7);

test.each([
  ['in the evening', at(20), at(30)],
  ['at six in the morning itself', at(6), at(30)],
  ['after midnight', at(2), at(30)],
])('tomorrow morning, asked %s, is six of the next day at the farm', (_when, now, morning) => {
  expect(nextMorning(now, format)).toBe(morning);
});

test('what was found and what was said stand together in order of time', () => {
  const found = { change: 'raised', severity: 'urgent', at: at(8), value: 0.62, recordedAt: at(8) } as const;
  const over = { change: 'cleared', severity: 'urgent', at: at(12), value: null, recordedAt: at(12) } as const;
  const said = { id: 'd', kind: 'acknowledged', by: 'Ba Tư', note: 'Đã đóng cống', at: at(9), until: null } as const;
  const lines = historyOf({ changes: [found, over], decisions: [said], unit: 'g/L' }, vi, format);
  expect(lines.map(({ words }) => words)).toEqual([
    'Bắt đầu, mức khẩn cấp (0,62 g/L)',
    'Ba Tư nhận xử lý: “Đã đóng cống”',
    'Đã hết',
  ]);
});

test('a place begins its sentence', () => {
  const texts = { severity: '', title: '', what: '', todo: '', site: '', blind: null };
  expect(placeWords({ ...texts, place: 'ống 1', when: 'từ 14:05 hôm nay' })).toBe('Ống 1, từ 14:05 hôm nay');
});
