import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { silentLogger } from '@fieldlapse/runtime';
import { openSqliteSeries, type Point, type SeriesStore } from '@fieldlapse/store';
import { benchInflux } from './influx.ts';
import {
  batches,
  figure,
  interleaved,
  median,
  minuteMs,
  minutesOfYear,
  ratio,
  sample,
  seriesCount,
  start,
  timed,
  type BenchFigure,
} from './points.ts';

/**
 * The series store in SQLite against the plain layout, `PRIMARY KEY (series, t)`, and InfluxDB beside them where it is
 * installed, in one run on the temporary folder's disk.
 */
export async function benchSeries(): Promise<BenchFigure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-bench-'));
  try {
    return [...(await benchInsertAndLatest(folder)), ...(await benchYear(folder)), ...(await benchInflux(folder))];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function benchInsertAndLatest(folder: string): Promise<BenchFigure[]> {
  const plain = openPlain(join(folder, 'plain-interleaved.sqlite'));
  const store = open(join(folder, 'interleaved.sqlite'));
  const rows = batches * seriesCount;
  const plainMs = await appended((points) => plain.append(points));
  // Closing moves the log, so the whole work is in the time.
  const storeMs = (await appended((points) => store.append(points))) + (await timed(() => store.close()));
  const reopened = open(join(folder, 'interleaved.sqlite'));
  const groupByMs = await median(5, () =>
    plain.database.prepare('select series, max(t), value from points group by series').all(),
  );
  const latestMs = await median(5, () => reopened.latest(''));
  plain.database.close();
  await reopened.close();
  return [
    figure('embedded insert, 1,000 interleaved series', (rows / storeMs) * 1000, 'points/s'),
    figure('primary-key layout, the same points', (rows / plainMs) * 1000, 'points/s'),
    ratio('embedded insert over the primary-key layout', plainMs / storeMs, 5),
    figure('last of 1,000 series', latestMs, 'ms'),
    figure('last of 1,000 series by GROUP BY', groupByMs, 'ms'),
    ratio('last of 1,000 series over GROUP BY', groupByMs / latestMs, 10),
  ];
}

/** Real ms to append all batches one after the other; making up their points is not counted. */
async function appended(append: (points: readonly Point[]) => unknown): Promise<number> {
  let ms = 0;
  for (let minute = 0; minute < batches; minute++) {
    const points = interleaved(minute);
    ms += await timed(() => append(points));
  }
  return ms;
}

async function benchYear(folder: string): Promise<BenchFigure[]> {
  const plain = openPlain(join(folder, 'plain-year.sqlite'));
  const filling = open(join(folder, 'year.sqlite'));
  for (let minute = 0; minute < minutesOfYear; minute += 10_950) {
    const points = Array.from({ length: 10_950 }, (_, index) => sample('year', minute + index));
    plain.append(points);
    await filling.append(points);
  }
  await filling.close();
  const store = open(join(folder, 'year.sqlite'));
  const to = start + minutesOfYear * minuteMs;
  const scanMs = await median(5, () => scanBuckets(plain.database, start, to, 1000));
  const bucketsMs = await median(5, () => store.buckets('year', start, to, 1000));
  plain.database.close();
  await store.close();
  return [
    figure('year to 1,000 buckets', bucketsMs, 'ms'),
    figure('year to 1,000 buckets by raw scan', scanMs, 'ms'),
    ratio('year to 1,000 buckets over the raw scan', scanMs / bucketsMs, 20),
  ];
}

/** Every point of series 1 read and put into its bucket. */
function scanBuckets(database: DatabaseSync, from: number, to: number, count: number): unknown {
  const select = database.prepare('select t, value from points where series = 1 and t >= ? and t < ? order by t');
  select.setReturnArrays(true);
  const buckets = Array.from({ length: count }, () => ({ min: Infinity, max: -Infinity, sum: 0, count: 0 }));
  for (const [t, value] of select.all(from, to) as unknown as [number, number][]) {
    const bucket = buckets[Math.floor(((t - from) * count) / (to - from))];
    if (!bucket) continue;
    bucket.min = Math.min(bucket.min, value);
    bucket.max = Math.max(bucket.max, value);
    bucket.sum += value;
    bucket.count += 1;
  }
  return buckets;
}

function open(path: string): SeriesStore {
  return openSqliteSeries(path, { logger: silentLogger });
}

/** The layout to beat, with the same durability: an fsync for each batch. */
function openPlain(path: string): { database: DatabaseSync; append(points: readonly Point[]): void } {
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;
    create table points (series integer, t integer, value real, primary key (series, t)) without rowid`);
  const insert = database.prepare('insert or replace into points values (?, ?, ?)');
  const ids = new Map<string, number>();
  return {
    database,
    append(points) {
      database.exec('begin');
      for (const { series, t, value } of points) {
        const id = ids.get(series) ?? ids.size + 1;
        ids.set(series, id);
        insert.run(id, t, value);
      }
      database.exec('commit');
    },
  };
}

if (import.meta.main) console.log(JSON.stringify(await benchSeries(), undefined, 2));
