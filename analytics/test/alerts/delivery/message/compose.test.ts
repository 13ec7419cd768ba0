import { siteConfig } from '@fieldlapse/contracts';
import { describe, expect, it } from 'vitest';
import { compose } from '../../../../src/alerts/delivery/message/compose.ts';
import { filled } from '../../../../src/alerts/delivery/message/fill.ts';
import { localMoment } from '../../../../src/alerts/delivery/message/local-time.ts';
import { mergedLines } from '../../../../src/alerts/delivery/message/merge-lines.ts';
import type { LineFacts } from '../../../../src/alerts/delivery/message/message.ts';
import { placeOf } from '../../../../src/alerts/delivery/message/place.ts';
import type { PlannedLine } from '../../../../src/alerts/delivery/plan/planned.ts';

const now = Date.parse('2026-11-20T07:30:00Z'); // 14:30 in Việt Nam
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const salt = {
  vi: {
    title: 'Ngừng lấy nước, nước quá mặn cho sầu riêng',
    what: 'Nước tại {place} mặn {value} g/L. Từ 0,5 g/L trở lên có thể làm cháy lá.',
    todo: 'Đóng cống, ngừng bơm.',
  },
  en: {
    title: 'Stop intake, too salty for durian',
    what: 'The water at {place} holds {value} g/L of salt.',
    todo: 'Close the gate and stop the pump.',
  },
};

const lineOf = (more: Partial<PlannedLine> = {}): PlannedLine => ({
  ...{ matter: 'm1', says: 'new', alert: 'a1', seq: 1, severity: 'urgent', raisedAt: now - 25 * minuteMs },
  ...{ clearedAt: null, raisedSince: 1 },
  ...more,
});
function factsOf(language: 'vi' | 'en', line: Partial<PlannedLine> = {}, more: Partial<LineFacts> = {}): LineFacts {
  return {
    ...{ line: lineOf(line), rule: 'durian-salt-stop', target: { site: 'vinh-long', sensor: 'cong' } },
    ...{ texts: salt[language], value: 0.625, unit: 'g/L', level: 0.5, unverified: false, blindSince: null },
    ...{ place: 'Cống chính', site: 'Trại Vĩnh Long', timeZone: 'Asia/Ho_Chi_Minh', tide: '' },
    ...more,
  };
}
const messageOf = (language: 'vi' | 'en', line: Partial<PlannedLine> = {}, more: Partial<LineFacts> = {}) =>
  compose([factsOf(language, line, more)], { id: 'x', language, now });

describe('a message about one alert', () => {
  it('says after what to do when the tide lets the water in again, but not where it has to be short', () => {
    const tide = 'Theo con nước, dự kiến nước dưới 0,4 g/L: 02:15–05:40 ngày mai.';
    const { body, short } = messageOf('vi', {}, { tide });
    expect(body).toContain(`${factsOf('vi').texts.todo} ${tide}`);
    expect(short).not.toContain('Theo con nước');
  });

  it('says what happens, what to do, where and since when', () => {
    const vi = messageOf('vi');
    expect(vi.title).toBe('Khẩn cấp: Ngừng lấy nước, nước quá mặn cho sầu riêng');
    expect(vi.body).toBe(
      'Nước tại Cống chính mặn 0,63 g/L. Từ 0,5 g/L trở lên có thể làm cháy lá. Đóng cống, ngừng bơm.\nTrại Vĩnh Long · Cống chính, từ 14:05 hôm nay',
    );
    const en = messageOf('en');
    expect(en.title).toBe('Urgent: Stop intake, too salty for durian');
    expect(en.body).toBe(
      'The water at Cống chính holds 0.63 g/L of salt. Close the gate and stop the pump.\nTrại Vĩnh Long · Cống chính, since 14:05 today',
    );
    expect([vi.severity, vi.calm, vi.alerts[0]?.alert]).toEqual(['urgent', false, 'a1']);
  });

  it('fits into one SMS', () => {
    const { short } = messageOf('vi');
    expect(short).toBe(
      'Khẩn cấp: Ngừng lấy nước, nước quá mặn cho sầu riêng. Cống chính, từ 14:05 hôm nay. Đóng cống, ngừng bơm.',
    );
    const long = messageOf('vi', {}, { texts: { ...salt.vi, title: 'Rất dài '.repeat(40) } }).short;
    expect(long.length).toBeLessThanOrEqual(160);
    expect(long.endsWith('…')).toBe(true);
  });

  it('says that it got worse, that nobody cares, that it is still there', () => {
    expect(messageOf('vi', { says: 'worse' }).body).toMatch(/^Tình hình xấu hơn\. Nước tại/);
    expect(messageOf('vi', { says: 'escalated' }).body).toMatch(/^Chưa ai nhận xử lý\. Nước tại/);
    const reminder = messageOf('vi', { says: 'reminder', raisedAt: now - 20 * hourMs });
    expect(reminder.title).toBe('Nhắc lại: Ngừng lấy nước, nước quá mặn cho sầu riêng');
    expect(reminder.body).toMatch(/^Vẫn còn, từ 18:30 hôm qua, và chưa ai nhận xử lý\./);
  });

  it('that is over, or never was, asks for nothing', () => {
    const ended = messageOf('vi', { says: 'ended', clearedAt: now - 5 * minuteMs });
    expect(ended.title).toBe('Đã hết: Ngừng lấy nước, nước quá mặn cho sầu riêng');
    expect(ended.body).toBe('Trại Vĩnh Long · Cống chính, từ 14:05 hôm nay đến 14:25 hôm nay');
    expect(ended.calm).toBe(true);
    const withdrawn = messageOf('en', { says: 'withdrawn' });
    expect(withdrawn.title).toBe('False alarm: Stop intake, too salty for durian');
    expect(withdrawn.body).toMatch(/never was/);
  });

  it('says what makes it less sure: a silent sensor, an unverified threshold, and how often it came back', () => {
    const { body } = messageOf('vi', { raisedSince: 4 }, { blindSince: now - 3 * hourMs, unverified: true });
    expect(body).toContain('Đã lặp lại 4 lần kể từ tin trước.');
    expect(body).toContain('Cảm biến không gửi số liệu từ 11:30 hôm nay, nên không rõ bây giờ ra sao.');
    expect(body).toContain('Ngưỡng này chưa được kiểm chứng.');
  });

  it('takes the place of the one before about the same thing', () => {
    expect(messageOf('vi', { says: 'ended' }).tag).toBe(messageOf('en').tag);
    expect(messageOf('vi', { matter: 'm2' }).tag).not.toBe(messageOf('vi').tag);
    expect(messageOf('vi').tag).toMatch(/^[\w-]{1,32}$/);
  });
});

describe('a digest', () => {
  const digest = (language: 'vi' | 'en', count: number) => {
    const standing = Array.from({ length: count }, (_, at) =>
      factsOf(language, { says: 'stands', matter: `m${at}`, severity: 'warning', raisedAt: now - 9 * hourMs }),
    );
    const over = factsOf(language, {
      says: 'passed',
      matter: 'over',
      raisedAt: now - 9 * hourMs,
      clearedAt: now - 8 * hourMs,
    });
    return compose([...standing, over], { id: 'd', language, now, afterOutage: true });
  };

  it('has a line for each, what stands and what is over', () => {
    const { title, body, severity, calm } = digest('vi', 2);
    expect(title).toBe('2 cảnh báo đang còn, 1 đã qua');
    const line =
      '• Cảnh báo: Ngừng lấy nước, nước quá mặn cho sầu riêng. Cống chính, từ 05:30 hôm nay. Đóng cống, ngừng bơm.';
    expect(body.split('\n')).toEqual([
      'Trong lúc không gửi tin được:',
      line,
      line,
      '• Đã hết: Ngừng lấy nước, nước quá mặn cho sầu riêng. Cống chính, từ 05:30 hôm nay đến 06:30 hôm nay.',
    ]);
    expect([severity, calm]).toEqual(['warning', false]);
    expect(digest('en', 1).title).toBe('1 alert standing, 1 over');
  });

  it('names what is worst first, and what is over last', () => {
    const facts = (['notice', 'urgent', 'warning'] as const).map((severity, at) =>
      factsOf('vi', { says: 'stands', matter: severity, alert: severity, severity, raisedAt: now - at * hourMs }),
    );
    const over = factsOf('vi', { says: 'passed', matter: 'over', alert: 'over', severity: 'urgent', clearedAt: now });
    const { alerts, severity } = compose([over, ...facts], { id: 'd', language: 'vi', now });
    expect(alerts.map(({ alert }) => alert)).toEqual(['urgent', 'warning', 'notice', 'over']);
    expect(severity).toBe('urgent');
  });

  it('of very many names eight and counts the rest', () => {
    const lines = digest('vi', 20).body.split('\n');
    expect(lines).toHaveLength(1 + 8 + 1);
    expect(lines.at(-1)).toBe('và 13 cảnh báo khác.');
    expect(digest('vi', 20).short.length).toBeLessThanOrEqual(160);
  });

  it('of messages that never arrived says of each how it is now', () => {
    const lines = [
      lineOf({ matter: 'a', alert: 'a', seq: 1 }),
      lineOf({ matter: 'a', alert: 'a', seq: 1, says: 'reminder' }),
      lineOf({ matter: 'b', alert: 'b', seq: 2 }),
      lineOf({ matter: 'c', alert: 'c', seq: 3 }),
      lineOf({ matter: 'd', alert: 'd', seq: 4, says: 'ended' }),
      lineOf({ matter: 'e', alert: 'e', seq: 5, says: 'withdrawn' }),
    ];
    const states = { a: 'standing', b: 'cleared', c: 'withdrawn', d: 'cleared', e: 'withdrawn' } as const;
    const merged = mergedLines(lines, (alert) => ({ state: states[alert as 'a'], clearedAt: null }));
    expect(merged.map(({ matter, says }) => [matter, says])).toEqual([
      ['a', 'stands'],
      ['b', 'passed'],
      ['d', 'ended'],
      ['e', 'withdrawn'],
    ]);
  });
});

describe('words', () => {
  it('numbers are written as in the language, and what is missing as a dash', () => {
    const of = { value: -3.456, unit: '°C', level: 35, hours: 2.6, place: 'Ao 1' };
    expect(filled('{value} {unit}, {level}, {hours}, {place}, {other}', of, 'vi')).toBe(
      '-3,46 °C, 35, 3, Ao 1, {other}',
    );
    expect(filled('{value}', { ...of, value: 1234.5 }, 'en')).toBe('1,235');
    expect(filled('{value}', { ...of, value: 0 }, 'en')).toBe('0');
    expect(filled('{value}', { ...of, value: null }, 'en')).toBe('–');
  });

  it('moments are told by the clock of the farm', () => {
    const at = (text: string, language: 'vi' | 'en') =>
      localMoment(Date.parse(text), now, 'Asia/Ho_Chi_Minh', language);
    expect(at('2026-11-19T17:05:00Z', 'vi')).toBe('00:05 hôm nay');
    expect(at('2026-11-19T16:55:00Z', 'en')).toBe('23:55 yesterday');
    expect(at('2026-11-02T01:00:00Z', 'vi')).toBe('08:00 ngày 02/11');
    expect(at('2025-12-31T01:00:00Z', 'en')).toBe('08:00 on 31/12/2025');
  });

  it('a place is named by the titles of the configuration, or by what there is', () => {
    const site = siteConfig.parse({
      ...{ id: 'farm', title: 'Trại Ba Tư', plots: [{ id: 'p1', title: 'Thửa 1' }] },
      sensors: [{ name: 's1', title: 'Trạm 1', plot: 'p1' }],
    });
    expect(placeOf({ site: 'farm', plot: 'p1', sensor: 's1' }, [site])).toEqual({
      place: 'Trạm 1, Thửa 1',
      site: 'Trại Ba Tư',
    });
    expect(placeOf({ site: 'farm', device: 'nut-2' }, [site]).place).toBe('nut-2');
    expect(placeOf({ site: 'farm' }, [site]).place).toBe('Trại Ba Tư');
    expect(placeOf({ site: 'else', camera: 'cam' }, [site])).toEqual({ place: 'cam', site: 'else' });
  });
});
