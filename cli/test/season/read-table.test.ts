import { addDays } from '@fieldlapse/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seasonTable, type TableOptions } from '../../src/season/read-table.ts';

const read = (text: string, options?: TableOptions) => seasonTable(Buffer.from(text), 'table.csv', options);
const values = (text: string, options?: TableOptions) => read(text, options).days.map(({ day, value }) => [day, value]);
const two = [
  ['2026-05-15', 0.25],
  ['2026-05-16', 0.5],
];

describe('a table of days and values', () => {
  it.each([
    ['by comma, with a head', 'date,value\n2026-05-15,0.25\n2026-05-16,0.5\n'],
    ['without a head', '2026-05-15,0.25\n2026-05-16,0.5'],
    ['by semicolon with decimal commas', 'ngày;độ phủ\n15/05/2026;0,25\n16/05/2026;0,5\n'],
    ['by tab, from Windows, with a BOM', '\ufeffdate\tcover\r\n2026-05-15\t0.25\r\n2026-05-16\t.5\r\n'],
    ['quoted', '"date","value"\n"2026-05-15","0,25"\n"2026-05-16","0,5"\n'],
    ['out of order', 'value,day\n0.5,2026-05-16\n0.25,2026-05-15\n'],
    ['with the year in front and slashes', '2026/5/15,0.25\n2026/5/16,0.5'],
    ['month first, where a day above 12 proves it', '05/15/2026,0.25\n05/16/2026,0.5'],
    ['under lines of remarks', '# Site: harvard\n#\ndate,value\n2026-05-15,0.25\n2026-05-16,0.5'],
    ['with missing values', 'date,value\n2026-05-14,\n2026-05-15,0.25\n2026-05-16,0.5\n2026-05-17,NA\n2026-05-18,NaN'],
    ['with times of day', '2026-05-15T07:00:00+07:00,0.2\n2026-05-15T09:00:00+07:00,0.3\n2026-05-16 07:00,0.5'],
  ])('is read %s', (_name, text) => {
    expect(values(text)).toEqual(two);
    expect(read(text).faults).toEqual([]);
  });

  it('has one column of values, or one is named', () => {
    const text = 'date,gcc_90,gcc_mean\n2026-05-15,0.25,0.1\n2026-05-16,0.5,0.2';
    expect(values(text, { column: 'GCC_90' })).toEqual(two);
    expect(() => read(text)).toThrow(/name one with --column \(date, gcc_90, gcc_mean\)/);
    expect(() => read(text, { column: 'gcc_75' })).toThrow(/no column "gcc_75"/);
    expect(values('date,n,value\n2026-05-15,3,0.25\n2026-05-16,4,0.5')).toEqual(two);
  });

  it('names every bad row by its line and code', () => {
    const rows = [
      'date,value',
      '2026-05-15,0.25',
      '2026-02-31,0.3',
      'soon,0.4',
      '2026-05-16,high',
      '2026-05-16,0.5',
      '',
      '2026-05-17,0,6',
      '2026-05-16,0.7',
    ];
    const { days, faults } = read(rows.join('\n'));
    expect(days).toEqual([
      { day: '2026-05-15', value: 0.25, count: 1 },
      { day: '2026-05-16', value: 0.6, count: 2 },
    ]);
    expect(faults).toEqual([
      { line: 3, code: 'BAD_ROW_DAY', text: '2026-02-31' },
      { line: 4, code: 'BAD_ROW_DAY', text: 'soon' },
      { line: 5, code: 'BAD_ROW_VALUE', text: 'high' },
      { line: 8, code: 'BAD_ROW_VALUE', text: '2026-05-17 | 0 | 6' },
      { line: 9, code: 'REPEATED_DAY', text: '2026-05-16' },
    ]);
  });

  it('asks where days can be read in two ways, and reads them as it is told', () => {
    const text = '03/04/2026,0.1\n04/04/2026,0.2';
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'AMBIGUOUS_DATES' }));
    expect(values(text, { dates: 'dmy' })[0]).toEqual(['2026-04-03', 0.1]);
    expect(values(text, { dates: 'mdy' })[0]).toEqual(['2026-03-04', 0.1]);
    expect(() => read('13/04/2026,1\n04/13/2026,2')).toThrow(expect.objectContaining({ code: 'AMBIGUOUS_DATES' }));
  });

  it.each([
    ['', /no column of it holds days/],
    ['a,b\nc,d', /no column of it holds days/],
    ['date\n2026-05-15', /no column of values/],
    ['date,value\n2026-05-15,\n', /none of its 1 rows/],
    ['2026-05-15,0,25\n2026-05-16,0,5', /decimal commas need ; or tabs/],
    ['date,value\n2026-05-15,"0.25', /table.csv/],
  ])('is refused where nothing can be read: %j', (text, why) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code: 'BAD_TABLE', message: expect.stringMatching(why) }),
    );
  });

  it('is refused where it is no UTF-8 text', () => {
    expect(() => seasonTable(Buffer.from('date,value\n2026-05-15,1', 'utf16le'), 'x')).toThrow(/no UTF-8 text/);
    expect(() => seasonTable(Buffer.from([0x64, 0xff, 0xfe]), 'x')).toThrow(/no UTF-8 text/);
  });

  it('gives back every table that is written to it', () => {
    const row = fc.record({
      day: fc.integer({ min: 0, max: 4000 }),
      value: fc.double({ noNaN: true, noDefaultInfinity: true }),
    });
    const rows = fc.uniqueArray(row, { selector: ({ day }) => day, minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(rows, fc.constantFrom(',', ';', '\t'), fc.boolean(), (written, delimiter, headed) => {
        const lines = written.map(({ day, value }) => `${addDays('2020-01-01', day)}${delimiter}${value}`);
        const text = [...(headed ? [`date${delimiter}value`] : []), ...lines].join('\n');
        const expected = written
          .toSorted((a, b) => a.day - b.day)
          .map(({ day, value }) => [addDays('2020-01-01', day), value + 0]);
        expect(values(text)).toEqual(expected);
      }),
    );
  });
});
