import { gunzipSync } from 'node:zlib';
import { sensorSeries, type QuantityName, type Reading } from '@fieldlapse/contracts';
import { isMeasured, type Change, type IntakeReader, type StoredReadingBatch } from '@fieldlapse/store';

/** A reading that was accepted, at the time at which it stands in the series store; NaN where the sensor gave no value. */
export interface AcceptedReading {
  readonly site: string;
  readonly device: string;
  readonly sensor: string;
  readonly quantity: QuantityName;
  readonly series: string;
  readonly t: number;
  readonly value: number;
  readonly receivedAt: number;
  /** Later batches have a higher one. */
  readonly order: number;
}

/** Accepted readings up to a place in intake's change feed. */
export interface ReadingPage {
  readonly readings: readonly AcceptedReading[];
  /** Frames that were accepted, by id. */
  readonly frames: readonly string[];
  readonly upTo: number;
  /** True where more waits behind it. */
  readonly more: boolean;
}

const changesPerPage = 500;
const readingsPerPage = 20_000;

/** The next page of intake's feed; undefined where it has nothing new. */
export async function readPage(intake: IntakeReader, after: number): Promise<ReadingPage | undefined> {
  const changes = await intake.changesAfter(after, changesPerPage);
  if (changes.length === 0) return undefined;
  const readings: AcceptedReading[] = [];
  const frames: string[] = [];
  const done = new Set<string>();
  const batches = await batchesOf(intake, changes);
  for (const [index, { kind, key, acceptedSeq }] of changes.entries()) {
    if (kind === 'frame') frames.push(key);
    const batch = kind === 'readings' || kind === 'readings-time' ? batches.get(Number(key)) : undefined;
    if (!batch || done.has(key)) continue;
    done.add(key);
    readings.push(...(await readingsOf(intake, batch)));
    if (readings.length >= readingsPerPage && index + 1 < changes.length) {
      return { readings, frames, upTo: acceptedSeq, more: true };
    }
  }
  return { readings, frames, upTo: changes.at(-1)!.acceptedSeq, more: changes.length === changesPerPage };
}

/** The batches that changes name: those of new ones lie side by side. */
async function batchesOf(intake: IntakeReader, changes: readonly Change[]): Promise<Map<number, StoredReadingBatch>> {
  const ids = changes
    .filter(({ kind }) => kind === 'readings' || kind === 'readings-time')
    .map(({ key }) => Number(key))
    .sort((a, b) => a - b);
  const found = new Map<number, StoredReadingBatch>();
  for (let at = 0; at < ids.length;) {
    let end = at;
    while (end + 1 < ids.length && ids[end + 1]! - ids[end]! <= 1) end += 1;
    for (const batch of await intake.readingBatchesBetween(ids[at]!, ids[end]!)) found.set(batch.id, batch);
    at = end + 1;
  }
  return found;
}

async function readingsOf(intake: IntakeReader, batch: StoredReadingBatch): Promise<AcceptedReading[]> {
  const { site, device, boot, receivedAt, id: order } = batch;
  const clock = batch.unsyncedFromMono === null ? undefined : await intake.bootClock(device, boot);
  const epochMs = clock?.seriesEpochMs ?? clock?.epochMs ?? undefined;
  const readings: AcceptedReading[] = [];
  for (const reading of JSON.parse(gunzipSync(batch.readings).toString('utf8')) as Reading[]) {
    const { sensor, quantity } = reading;
    const measured = isMeasured(reading, receivedAt);
    // It comes again with the change that gives it a time.
    if (!measured && epochMs === undefined) continue;
    const t = measured ? reading.t : Math.max(0, Math.round((epochMs ?? 0) + reading.mono));
    const series = sensorSeries(site, sensor, quantity);
    readings.push({ site, device, sensor, quantity, series, t, value: reading.value ?? NaN, receivedAt, order });
  }
  return readings;
}
