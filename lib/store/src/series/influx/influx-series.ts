import { join } from 'node:path';
import { FieldlapseError } from '@fieldlapse/contracts';
import type { Logger } from '@fieldlapse/runtime';
import type { Bucket, Point, SeriesStore } from '../../ports.ts';
import { checkPoint, checkRange } from '../check.ts';
import { lineWriter, tagToName } from './line.ts';
import { claimFolder } from './outbox/claim.ts';
import { openOutbox } from './outbox/outbox.ts';
import { openQuarantine } from './quarantine.ts';
import { bucketQueries, firstTime, lastTime, latestQuery, rangeQuery } from './queries.ts';
import { startProbe } from './probe.ts';
import { startSender } from './sender.ts';
import { query, removePoints, versionOf, type Answer, type InfluxServer } from './server.ts';
import { openInfluxWriter } from './writer.ts';

const pointsPerPage = 50_000;
const readWaitMs = 5000;
const removeWaitMs = 30_000;
const closeWaitMs = 2000;
const maxQuarantineBytes = 64 * 1024 * 1024;

export interface InfluxSeriesOptions {
  readonly server: InfluxServer;
  /** Folder of the buffer; processes share it. */
  readonly folder: string;
  /** The buffer refuses more while it holds so much. */
  readonly maxBufferBytes: number;
  readonly logger: Logger;
  /** 0–1, for the waits between attempts. */
  readonly random?: () => number;
}

/**
 * Series in InfluxDB 1.8 and newer, behind a buffer on this machine's disk: `append` resolves when the points are durable
 * there, and they are delivered for as long as it takes. Reads wait up to 5 s for what this process has appended before
 * them; where InfluxDB lies behind for longer they answer with what it has, and {@link SeriesStore.troubles} says so.
 * InfluxDB need not be there when it is opened. Besides the port's errors: `SERIES_BUFFER_FULL`, `SERIES_UNREACHABLE`,
 * `SERIES_REFUSED`, `SERIES_QUERY_FAILED`, `SERIES_REMOVE_UNSUPPORTED`, `SERIES_ADAPTER_MISSING`.
 */
export async function openInfluxSeries(options: InfluxSeriesOptions): Promise<SeriesStore> {
  const { server, folder, maxBufferBytes, logger, random = Math.random } = options;
  const write = await openInfluxWriter(server);
  const claimed = await claimFolder(folder);
  const outbox = await openOutbox(claimed.path, maxBufferBytes, logger);
  const quarantine = await openQuarantine(join(folder, 'quarantine.jsonl'), maxQuarantineBytes, logger);
  const sender = startSender({ outbox, quarantine, write, logger, random });
  const probe = startProbe(server);
  const lineOf = lineWriter();
  let version: string | undefined;

  async function ask(statements: readonly string[]): Promise<Answer[][]> {
    const since = sender.trouble()?.since ?? performance.now();
    await outbox.settled(Math.max(0, Math.ceil(since + readWaitMs - performance.now())));
    return query(server, statements);
  }

  return {
    async append(points) {
      for (const point of points) {
        checkPoint(point);
        checkTime(point);
      }
      await outbox.append(points.map(lineOf));
    },
    async range(series, from, to, limit = Infinity) {
      checkRange(from, to);
      const found: Point[] = [];
      for (let { start, end } = within(from, to); start < end && found.length < limit;) {
        const wanted = Math.min(limit - found.length, pointsPerPage);
        const [answer] = await ask([rangeQuery({ series, from: start, to: end }, wanted)]);
        const values = answer?.[0]?.values ?? [];
        for (const [t, value] of values) found.push({ series, t: t ?? 0, value: value ?? 0 });
        start = values.length < wanted ? end : found.at(-1)!.t + 1;
      }
      return found;
    },
    async buckets(series, from, to, count) {
      checkRange(from, to, count);
      const { start, end } = within(from, to);
      if (start >= end) return [];
      const statements = bucketQueries({ series, from: start, to: end }, count);
      const answers = await ask(statements.map(({ text }) => text));
      return answers.flatMap((answer, index) => bucketsOf(answer, statements[index]?.stepMs ?? 0));
    },
    async latest(prefix) {
      const [answer] = await ask([latestQuery(prefix)]);
      const points = (answer ?? []).flatMap(({ tags, values: [newest] }) => {
        const series = tagToName(tags['series'] ?? '');
        return newest ? [{ series, t: newest[0] ?? 0, value: newest[1] ?? 0 }] : [];
      });
      return points.sort((a, b) => Buffer.compare(Buffer.from(a.series), Buffer.from(b.series)));
    },
    async remove(series, from, to) {
      checkRange(from, to);
      const { start, end } = within(from, to);
      if (start >= end) return;
      if (!(await outbox.settled(removeWaitMs))) {
        const left = `${outbox.backlog().lines} points wait for ${server.url}; nothing is taken out before they are there`;
        throw sender.trouble()?.error ?? new FieldlapseError('SERIES_UNREACHABLE', left);
      }
      await outbox.saveDelivered(); // After a crash they must not come again.
      version ??= await versionOf(server);
      await removePoints(server, version, { series, from: start, to: end });
    },
    settled: outbox.settled,
    troubles() {
      const trouble = sender.trouble()?.error ?? probe.trouble();
      const refused = quarantine.count();
      const { lines } = outbox.backlog();
      return [
        ...(trouble ? [{ code: trouble.code, message: `${trouble.message} (${lines} points wait)` }] : []),
        ...(refused > 0
          ? [{ code: 'SERIES_POINT_REFUSED' as const, message: `${refused} points are in ${folder}/quarantine.jsonl` }]
          : []),
      ];
    },
    async close() {
      if (!sender.trouble()) await outbox.settled(closeWaitMs);
      await Promise.all([sender.close(), probe.close()]);
      await outbox.close();
      claimed.release();
    },
  };
}

/** What of a range InfluxDB can hold. */
function within(from: number, to: number): { start: number; end: number } {
  return { start: Math.max(from, firstTime), end: Math.min(to, lastTime) };
}

function checkTime({ series, t }: Point): void {
  if (t >= firstTime && t < lastTime) return;
  throw new FieldlapseError('BAD_POINT', `${series}: time ${t} lies outside the years that InfluxDB can hold`);
}

function bucketsOf(answer: readonly Answer[], stepMs: number): Bucket[] {
  return (answer[0]?.values ?? []).map((row) => {
    const [from = 0, min = 0, max = 0, sum = 0, count = 1] = row.map((number) => number ?? 0);
    return { from, to: from + stepMs, count, min, max, mean: sum / count };
  });
}
