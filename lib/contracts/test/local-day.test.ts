import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, localDayOf, startOfLocalDay } from '@fieldlapse/contracts';

const utc = (text: string) => Date.parse(text);

describe('localDayOf', () => {
  it.each([
    ['2026-11-23T16:59:59.999Z', 'Asia/Ho_Chi_Minh', '2026-11-23'],
    ['2026-11-23T17:00:00.000Z', 'Asia/Ho_Chi_Minh', '2026-11-24'],
    ['2026-03-29T22:30:00Z', 'Europe/Berlin', '2026-03-30'],
    ['2026-03-28T22:30:00Z', 'Europe/Berlin', '2026-03-28'],
    ['2026-07-01T00:30:00Z', 'America/St_Johns', '2026-06-30'],
    ['2026-01-01T00:00:00Z', 'UTC', '2026-01-01'],
    ['2011-12-30T09:59:59Z', 'Pacific/Apia', '2011-12-29'],
    ['2011-12-30T10:00:00Z', 'Pacific/Apia', '2011-12-31'],
  ])('%s in %s is %s', (time, zone, day) => {
    expect(localDayOf(utc(time), zone)).toBe(day);
  });
});

describe('startOfLocalDay', () => {
  it.each([
    ['2026-11-24', 'Asia/Ho_Chi_Minh', '2026-11-23T17:00:00.000Z'],
    // Clocks go forward, back: the day is 23 h, 25 h long.
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
    // Midnight itself does not exist on the day when the clocks go forward at 0:00.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    // Clocks go back at midnight: the day before lasts 25 h.
    ['2018-02-18', 'America/Sao_Paulo', '2018-02-18T03:00:00.000Z'],
    // The day that Samoa left out begins and ends where the next one begins.
    ['2011-12-29', 'Pacific/Apia', '2011-12-29T10:00:00.000Z'],
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['2026-01-01', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z'],
    ['2026-01-01', 'Etc/GMT+12', '2026-01-01T12:00:00.000Z'],
  ])('%s in %s begins at %s', (day, zone, time) => {
    expect(new Date(startOfLocalDay(day, zone)).toISOString()).toBe(time);
  });

  it.each([
    'Asia/Ho_Chi_Minh',
    'Europe/Berlin',
    'America/Sao_Paulo',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Pacific/Apia',
    'Africa/Casablanca',
  ])('in %s its first millisecond lies in the day and the one before does not, for three years of days', (zone) => {
    for (let day = '2017-01-01'; day < '2020-01-01'; day = addDays(day, 1)) {
      const start = startOfLocalDay(day, zone);
      expect(localDayOf(start, zone)).toBe(day);
      expect(localDayOf(start - 1, zone)).toBe(addDays(day, -1));
    }
  });
});

it('days are counted on the calendar, across months, leap days and years', () => {
  expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
  expect(addDays('2025-12-31', 1)).toBe('2026-01-01');
  expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  expect(daysBetween('2026-01-01', '2027-01-01')).toBe(365);
  expect(daysBetween('2026-03-29', '2026-03-28')).toBe(-1);
});
