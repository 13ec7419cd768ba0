import { describe, expect, it } from 'vitest';
import { readingsOf, type ReadingOptions } from '../../src/rules/read-readings.ts';
import { tableOf } from '../../src/table/table-rows.ts';

const read = (text: string, options: Partial<ReadingOptions> = {}) =>
  readingsOf(tableOf(Buffer.from(text), 'log.csv'), { timeZone: 'Asia/Ho_Chi_Minh', quantities: [], ...options });
const times = (text: string) => read(text).readings.map(({ t }) => new Date(t).toISOString());

describe('a table of readings', () => {
  it('is read with its decimal commas and its missing values, which are not 0', () => {
    const { readings, columns } = read('giờ;Nhiệt độ (°C);Độ ẩm (%)\n31/05/2026 13:00;33,5;70\n31/05/2026 13:30;;0\n');
    expect(columns.map(({ quantity }) => quantity)).toEqual(['airTempC', 'relHumidityPct']);
    const at = Date.parse('2026-05-31T06:00:00Z');
    expect(readings).toEqual([
      { sensor: 'table', quantity: 'airTempC', t: at, value: 33.5 },
      { sensor: 'table', quantity: 'relHumidityPct', t: at, value: 70 },
      { sensor: 'table', quantity: 'relHumidityPct', t: at + 1_800_000, value: 0 },
    ]);
  });

  it('bad rows are named and left out; repeated times and turned rows are told', () => {
    const { readings, faults, outOfOrder } = read(
      'time,temperature\n2026-05-31 13:00,30\n2026-05-31 12:00,29\n2026-02-31 12:00,29\n2026-05-31 25:00,29\n2026-05-31 14:00,ba mươi\n2026-05-31 13:00,31\n2026-05-31 15:00,30,5\n',
    );
    expect(readings.map(({ value }) => value)).toEqual([30, 29, 31]);
    expect(outOfOrder).toBe(2);
    expect(faults.map(({ line, code }) => [line, code])).toEqual([
      [4, 'BAD_ROW_DAY'],
      [5, 'BAD_ROW_DAY'],
      [6, 'BAD_ROW_VALUE'],
      [7, 'REPEATED_TIME'],
      [8, 'BAD_ROW_VALUE'],
    ]);
  });

  it('columns that may be the same are not guessed, but can be named', () => {
    const text = 'time,Temperature in,Temperature out,x\n2026-05-31 13:00,30,33,1\n';
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'BAD_TABLE' }));
    const { readings, unread, notThere } = read(text, {
      quantities: [
        { column: 'temperature OUT', quantity: 'airTempC' },
        { column: '4', quantity: 'rainMm' },
        { column: 'y', quantity: 'rainMm' },
      ],
    });
    expect(readings.map(({ quantity, value }) => [quantity, value])).toEqual([
      ['airTempC', 33],
      ['rainMm', 1],
    ]);
    expect(unread).toEqual([{ column: 'Temperature in', why: 'ambiguous' }]);
    expect(notThere).toEqual(['y']);
  });

  it('days that can be read in two ways are refused, unless said', () => {
    const text = 'time,temperature\n03/04/2026 13:00,30\n';
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'AMBIGUOUS_DATES' }));
    expect(read(text, { dates: 'dmy' }).readings[0]?.t).toBe(Date.parse('2026-04-03T06:00:00Z'));
    expect(read(text, { dates: 'mdy' }).readings[0]?.t).toBe(Date.parse('2026-03-04T06:00:00Z'));
  });

  it('times have an offset of their own, am and pm, or a clock that changes', () => {
    expect(times('time,RH\n2026-05-31T13:00:00Z,70\n2026-05-31T13:00+02:00,70\n')).toEqual([
      '2026-05-31T13:00:00.000Z',
      '2026-05-31T11:00:00.000Z',
    ]);
    expect(times('time,RH\n5/31/2026 1:05 PM,70\n5/31/2026 12:05 AM,70\n5/31/2026,70\n')).toEqual([
      '2026-05-31T06:05:00.000Z',
      '2026-05-30T17:05:00.000Z',
      '2026-05-30T17:00:00.000Z',
    ]);
    const summer = read('time,RH\n2026-03-29 01:30,70\n2026-03-29 03:30,70\n', { timeZone: 'Europe/Amsterdam' });
    expect(summer.readings.map(({ t }) => new Date(t).toISOString().slice(11, 16))).toEqual(['00:30', '01:30']);
  });

  it('a column of sensors keeps them apart', () => {
    const { readings, faults } = read('time,sensor,RH\n2026-05-31 13:00,a,70\n2026-05-31 13:00,b,71\n');
    expect(readings.map(({ sensor }) => sensor)).toEqual(['a', 'b']);
    expect(faults).toEqual([]);
  });
});
