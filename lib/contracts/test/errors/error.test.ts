import { describe, expect, it } from 'vitest';
import { errorTable, errorTables, FieldlapseError, isErrorCode } from '@fieldlapse/contracts';

describe('the error table', () => {
  it('has every code once: no part redefines the code of another', () => {
    const codes = Object.values(errorTables).flatMap((table) => Object.keys(table));
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
    expect(Object.keys(errorTable).sort()).toEqual(codes.sort());
  });

  it.each(Object.entries(errorTable))('%s says what is wrong and what to do', (code, { meaning, remedy }) => {
    expect(code).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
    expect(meaning).toMatch(/^.{10,}\.$/);
    expect(remedy.length).toBeGreaterThan(10);
  });
});

describe('FieldlapseError', () => {
  it('carries code, message and cause', () => {
    const cause = new Error('disk');
    const error = new FieldlapseError('STORE_FULL', 'no space on /data', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'FieldlapseError', code: 'STORE_FULL', message: 'no space on /data', cause });
  });
});

it('isErrorCode knows the table and nothing that objects inherit', () => {
  expect(isErrorCode('BAD_CHUNK')).toBe(true);
  for (const text of ['', 'bad_chunk', 'constructor', '__proto__', 'toString']) expect(isErrorCode(text)).toBe(false);
});
