import { describe, expect, it, onTestFinished } from 'vitest';
import {
  intakeMigrations,
  openCitationReader,
  openCitations,
  openSqliteRecords,
  type IntakeTables,
  type RecordsStore,
} from '@fieldlapse/store';
import { frameRow } from '../intake/rows.ts';
import { codeOf, testFolder } from '../support/folders.ts';

async function openRecords(): Promise<RecordsStore> {
  const records = openSqliteRecords(await testFolder());
  onTestFinished(() => records.close());
  return records;
}

describe('citations', () => {
  it('are known to a reader that was opened before, at once and by frame', async () => {
    const records = await openRecords();
    expect(await codeOf(openCitationReader(records))).toBe('RECORDS_MISSING');
    const citations = await openCitations(records);
    const reader = await openCitationReader(records);
    expect(await reader.citedAmong(['a', 'b'])).toEqual(new Set());
    expect(await citations.cite(['a', 'c', 'a'], 'lot-1', 5)).toEqual({ retired: [] });
    expect(await citations.cite(['a'], 'lot-2', 6)).toEqual({ retired: [] });
    expect(await citations.cite(['a'], 'lot-2', 7)).toEqual({ retired: [] });
    expect(await reader.citedAmong(['a', 'b'])).toEqual(new Set(['a']));
    const many = Array.from({ length: 40_000 }, (_, index) => `f${index}`);
    await citations.cite(many.slice(-3), 'lot-3', 8);
    expect(await reader.citedAmong(many)).toEqual(new Set(many.slice(-3)));
  });

  it('tell which pictures are gone already', async () => {
    const records = await openRecords();
    const citations = await openCitations(records);
    const intake = await records.openOwn<IntakeTables>('intake', intakeMigrations);
    const [gone, kept] = [frameRow(1, 100, { originalDeletedAt: 900 }), frameRow(2, 200)];
    await intake.insertInto('frames').values([gone, kept]).execute();
    const { retired } = await citations.cite([gone.f, kept.f, 'unknown'], 'lot-1', 1000);
    expect(retired).toEqual([gone.f]);
  });
});
