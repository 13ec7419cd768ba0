import { describe, expect, it } from 'vitest';
import { expectedCaptures } from '../../../../src/timelapse/films/manifest/schedule.ts';

const local = (slots: readonly number[], timeZone: string): string[] =>
  slots.map((slot) => new Date(slot).toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }));

describe('expectedCaptures', () => {
  it('reads the cron in site time, midnight included', () => {
    const slots = expectedCaptures('0 0,6,18 * * *', 'Asia/Ho_Chi_Minh', '2026-03-01');
    expect(local(slots, 'Asia/Ho_Chi_Minh')).toEqual(['00:00', '06:00', '18:00']);
    expect(slots[0]).toBe(Date.parse('2026-03-01T00:00:00+07:00'));
  });

  it('expects nothing on days that the cron leaves out', () => {
    expect(expectedCaptures('0 12 * * 1', 'Asia/Ho_Chi_Minh', '2026-03-01')).toEqual([]);
    expect(expectedCaptures('0 12 * * 1', 'Asia/Ho_Chi_Minh', '2026-03-02')).toHaveLength(1);
  });

  it('counts the hours of a day on which clocks change', () => {
    expect(expectedCaptures('0 * * * *', 'Europe/Berlin', '2026-10-25')).toHaveLength(25);
    expect(expectedCaptures('0 * * * *', 'Europe/Berlin', '2026-03-29')).toHaveLength(23);
  });

  it('reads every form of cron: every minutes, with seconds, on dates', () => {
    const zone = 'Asia/Ho_Chi_Minh';
    expect(expectedCaptures('*/10 * * * *', zone, '2026-03-01')).toHaveLength(144);
    expect(local(expectedCaptures('30 15 6,18 * * *', zone, '2026-03-01'), zone)).toEqual(['06:15', '18:15']);
    expect(expectedCaptures('0 12 15 * *', zone, '2026-03-15')).toEqual([Date.parse('2026-03-15T12:00:00+07:00')]);
    expect(expectedCaptures('0 12 15 * *', zone, '2026-03-16')).toEqual([]);
  });
});
