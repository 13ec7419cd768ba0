import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cosign, keyText, labelCodeText, parseCheckpoint, signerOf, toBase64Url } from '@fieldlapse/proof';
import { silentLogger } from '@fieldlapse/runtime';
import { openSqliteRecords } from '@fieldlapse/store';
import {
  createKeyRing,
  openDiskTiles,
  openLog,
  readKeyRing,
  writeLotFile,
  writeTlogProof,
} from '@fieldlapse/traceability';

export const gtin = '09520000010010';
export const lot = 'CKH-2026-01';
const tagOf = (name: string): string => toBase64Url(createHash('sha256').update(name).digest().subarray(0, 16));
const [growing, harvested] = [tagOf('growing'), tagOf('harvested')];
const witness = signerOf('witness.example/university', 'witness', new Uint8Array(32).fill(3));

/** A lot with its log, as files below a data folder. */
export interface TracedLot {
  readonly data: string;
  /** lot.json and a .tlog-proof of one event. */
  readonly lotFile: string;
  readonly proofFile: string;
  /** Asks for the one witness that has cosigned. */
  readonly policyFile: string;
  /** What the QR code of the label says. */
  readonly qr: string;
}

/** Writes a lot of so many events, labelled and witnessed, into a data folder. */
export async function writeTracedLot(data: string, events: number): Promise<TracedLot> {
  const keyPath = join(data, 'secrets', 'trace-keys.json');
  await mkdir(join(data, 'records'), { recursive: true });
  await mkdir(join(data, 'secrets'), { recursive: true, mode: 0o700 });
  await createKeyRing(keyPath, 'trace.example/log');
  const records = openSqliteRecords(join(data, 'records'));
  const keys = await readKeyRing(keyPath);
  const store = await openDiskTiles(join(data, 'trace-log'));
  const log = await openLog({ store, records, keys, now: Date.now, logger: silentLogger });
  const placed = await log.append(
    Array.from({ length: events }, (_, seq) => ({ lotTag: growing, seq, event: eventOf(seq) })),
  );
  const last = placed.at(-1)!;
  const [, , label] = await log.append([
    { lotTag: harvested, seq: 0, body: { k: 'link', parents: [{ l: growing, h: last.leafHash, n: events }] } },
    { lotTag: harvested, seq: 1, event: { ...eventOf(events), type: 'TransformationEvent', bizStep: 'commissioning' } },
    { lotTag: harvested, seq: 2, body: { k: 'label', g: gtin, b: lot } },
  ]);
  const { note, size } = log.head();
  await log.addSignatures(size, [cosign(parseCheckpoint(note).note.text, witness, 1_790_000_000)]);
  const policy = `log ${keyText(keys.signers[0]!)}\nwitness university ${keyText(witness)}\nquorum university\n`;
  const policyHash = toBase64Url(createHash('sha256').update(policy).digest());
  const paths = {
    lotFile: join(data, 'lot.json'),
    proofFile: join(data, 'event.tlog-proof'),
    policyFile: join(data, 'policy.txt'),
  };
  await writeFile(
    paths.lotFile,
    await writeLotFile(log, { gtin, lot, lotTag: harvested, attachments: [], policyHash }),
  );
  await writeFile(paths.proofFile, await writeTlogProof(log, growing, 0));
  await writeFile(paths.policyFile, policy);
  await log.close();
  await records.close();
  return { data, ...paths, qr: labelCodeText('https://trace.example', { gtin, lot, head: label!.leafHash }) };
}

const steps = ['sensor_reporting', 'inspecting', 'https://ns.example/bizstep/irrigating'];

/** About as large as a day's summary of a sensor. */
function eventOf(number: number) {
  const day = new Date(Date.UTC(2026, 0, 1) + number * 3_600_000).toISOString();
  const report = { type: 'Temperature', minValue: 21.5, maxValue: 34.25, meanValue: 27.125, sDev: 3.5, uom: 'CEL' };
  return {
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
    type: 'ObjectEvent',
    eventID: `urn:uuid:00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    eventTime: day,
    eventTimeZoneOffset: '+07:00',
    action: 'OBSERVE',
    bizStep: steps[number % steps.length]!,
    readPoint: { id: 'https://id.gs1.org/414/9520000000011/254/P01' },
    sensorElementList: [{ sensorMetadata: { startTime: day, endTime: day }, sensorReport: [report, report, report] }],
  };
}
