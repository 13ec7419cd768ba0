import { join } from 'node:path';
import { silentLogger } from '@fieldlapse/runtime';
import { openInfluxSeries, type SeriesStore } from '@fieldlapse/store';
import { hasInflux, startInflux } from '../test/support/influx.ts';
import { startInfluxProxy } from '../test/support/influx-proxy.ts';
import {
  batches,
  figure,
  interleaved,
  median,
  minuteMs,
  minutesOfYear,
  sample,
  seriesCount,
  start,
  timed,
} from './points.ts';
import type { BenchFigure } from './points.ts';

const longMs = 600_000;

/** The same work in InfluxDB, behind our buffer; none where it is not installed. */
export async function benchInflux(folder: string): Promise<BenchFigure[]> {
  if (!hasInflux()) return [];
  const influx = await startInflux(join(folder, 'influxdb'));
  const proxy = await startInfluxProxy(influx.url);
  await influx.createDatabase('bench');
  const store = await openInfluxSeries({
    server: { url: proxy.url, database: 'bench' },
    folder: join(folder, 'series-outbox'),
    ...{ maxBufferBytes: 1e9, logger: silentLogger },
  });
  try {
    return [...(await insertAndLatest(store)), ...(await year(store))];
  } finally {
    await store.close();
    await proxy.close();
    await influx.kill();
  }
}

async function insertAndLatest(store: SeriesStore): Promise<BenchFigure[]> {
  const rows = batches * seriesCount;
  const began = performance.now();
  for (let minute = 0; minute < batches; minute++) await store.append(interleaved(minute));
  const durableMs = performance.now() - began;
  await store.settled(longMs);
  const storedMs = performance.now() - began;
  const latestMs = await median(5, () => store.latest(''));
  return [
    figure('InfluxDB insert, 1,000 interleaved series, durable in the buffer', (rows / durableMs) * 1000, 'points/s'),
    figure('InfluxDB insert, until all is stored by InfluxDB', (rows / storedMs) * 1000, 'points/s'),
    figure('last of 1,000 series from InfluxDB', latestMs, 'ms'),
  ];
}

async function year(store: SeriesStore): Promise<BenchFigure[]> {
  for (let minute = 0; minute < minutesOfYear; minute += 10_950) {
    await store.append(Array.from({ length: 10_950 }, (_, index) => sample('year', minute + index)));
  }
  await store.settled(longMs);
  const to = start + minutesOfYear * minuteMs;
  const bucketsMs = await median(5, () => store.buckets('year', start, to, 1000));
  const rangeMs = await timed(() => store.range('year', start, to));
  return [
    figure('year to 1,000 buckets from InfluxDB', bucketsMs, 'ms'),
    figure('year of raw points from InfluxDB', rangeMs, 'ms'),
  ];
}
