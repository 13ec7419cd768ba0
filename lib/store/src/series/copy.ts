import { FieldlapseError } from '@fieldlapse/contracts';
import type { Point, SeriesStore, StoredPoint } from '../ports.ts';

const pointsPerPage = 20_000;
const settleMs = 5000;

export interface CopyOrder {
  readonly from: SeriesStore;
  readonly to: SeriesStore;
  /** Series whose name starts so. */
  readonly prefix: string;
  /** Points from then on, UTC ms; all where absent. */
  readonly since?: number | undefined;
  /** Up to which time a series was copied before; undefined where it was not. */
  readonly copiedTo: (series: string) => number | undefined;
  /** A page of a series is durable in the other store. */
  readonly onPage: (page: CopiedPage) => Promise<void>;
  readonly signal: AbortSignal;
}
export interface CopiedPage {
  readonly series: string;
  /** Time of the last point, UTC ms. */
  readonly to: number;
  readonly points: number;
  /** How many of them stand for points that were given up. */
  readonly merged: number;
  readonly seriesDone: number;
  readonly seriesCount: number;
}

/** Copies history from one store to another, series by series in time order; what is there already stays or is replaced. */
export async function copySeries(order: CopyOrder): Promise<void> {
  const { from, to, copiedTo, onPage, signal } = order;
  const all = await from.latest(order.prefix);
  for (const [seriesDone, { series, t: newest }] of all.entries()) {
    const begin = Math.max(order.since ?? Number.MIN_SAFE_INTEGER, (copiedTo(series) ?? -Infinity) + 1);
    for await (const page of pagesOf(from, series, begin, newest + 1)) {
      signal.throwIfAborted();
      await to.append(page.map(({ t, value }) => ({ series, t, value })));
      await delivered(to, signal);
      const merged = page.filter((point) => point.merged).length;
      const last = page.at(-1)!.t;
      await onPage({ series, to: last, points: page.length, merged, seriesDone, seriesCount: all.length });
    }
  }
}

export interface SeriesDifference {
  readonly series: string;
  readonly from: number;
  readonly to: number;
}

/** Counts the points of the chosen series on both sides; resolves to the total and the series whose counts differ. */
export async function compareSeries(
  order: Pick<CopyOrder, 'from' | 'to' | 'prefix' | 'since' | 'signal'>,
): Promise<{ series: number; points: number; differences: SeriesDifference[] }> {
  const { from, to, prefix, since = Number.MIN_SAFE_INTEGER, signal } = order;
  const differences: SeriesDifference[] = [];
  let points = 0;
  const all: Point[] = await from.latest(prefix);
  for (const { series, t: newest } of all) {
    signal.throwIfAborted();
    const [here, there] = [await count(from, series, since, newest + 1), await count(to, series, since, newest + 1)];
    points += here;
    if (here !== there) differences.push({ series, from: here, to: there });
  }
  return { series: all.length, points, differences };
}

async function count(store: SeriesStore, series: string, from: number, to: number): Promise<number> {
  let points = 0;
  for await (const page of pagesOf(store, series, from, to)) points += page.length;
  return points;
}

async function* pagesOf(store: SeriesStore, series: string, from: number, to: number): AsyncGenerator<StoredPoint[]> {
  for (let start = from; start < to;) {
    const page = await store.range(series, start, to, pointsPerPage);
    if (page.length > 0) yield page;
    if (page.length < pointsPerPage) return;
    start = page.at(-1)!.t + 1;
  }
}

/** Waits until the store has passed on what it buffers, however long that takes. */
async function delivered(to: SeriesStore, signal: AbortSignal): Promise<void> {
  while (!(await to.settled(settleMs))) {
    signal.throwIfAborted();
    const [trouble] = to.troubles();
    // A wrong token or a missing database is mended by people, who wait for this command.
    if (trouble?.code === 'SERIES_REFUSED') throw new FieldlapseError(trouble.code, trouble.message);
  }
}
