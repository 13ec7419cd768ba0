import { FieldlapseError } from '@fieldlapse/contracts';
import {
  canonicalText,
  parseCheckpoint,
  parseEntry,
  parseJson,
  proofExtra,
  tlogProofText,
  toBase64Url,
  type Json,
  type JsonObject,
} from '@fieldlapse/proof';
import type { LogView } from './log-view.ts';
import type { CheckpointRow, LogEntryRow } from '../record/tables.ts';

export interface LotFileOptions {
  /** 14 digits. */
  readonly gtin: string;
  readonly lot: string;
  /** Chain of the lot; the chains that it came from follow from its entries. */
  readonly lotTag: string;
  readonly attachments: readonly {
    readonly role: string;
    readonly mediaType: string;
    readonly bytes: number;
    readonly digest: string;
  }[];
  /** SHA-256 of the policy that we publish, base64url. */
  readonly policyHash: string;
}

/**
 * `lot.json`: the lot's chain and those that it came from, back to planting, with proofs against one checkpoint: the newest
 * that witnesses have seen, where one covers it all, else the newest. Throws `LOG_MISSING`.
 */
export async function writeLotFile(log: LogView, options: LotFileOptions): Promise<string> {
  const chains = await chainsOf(log, options.lotTag);
  const rows = chains.flat();
  const head = await headFor(log, Math.max(...rows.map(({ leafIndex }) => leafIndex!)) + 1);
  const hashes = await log.inclusionProofs(
    rows.map(({ leafIndex }) => leafIndex!),
    head.size,
  );
  const own = chains[0]!;
  const label = own.findLast(({ entry }) => parseEntry(entry).k === 'label');
  let at = 0;
  const entryOf = (row: LogEntryRow): Json => ({
    ...{ entry: row.entry, index: row.leafIndex!, hashes: hashes[at++]!.map(toBase64Url) },
    ...(row.event !== null && row.salt && { event: parseJson(row.event), salt: toBase64Url(row.salt) }),
  });
  return canonicalText({
    v: 1,
    gtin: options.gtin,
    lot: options.lot,
    labelHead: label?.leafHash ?? null,
    labelSeq: label?.seq ?? null,
    currentHead: own.at(-1)!.leafHash,
    checkpoint: head.note,
    chains: chains.map((chain) => ({ lotTag: chain[0]!.lotTag, entries: chain.map(entryOf) })),
    attachments: options.attachments.map(({ role, mediaType, bytes, digest }) => ({ role, mediaType, bytes, digest })),
    policyHash: options.policyHash,
  });
}

/** A C2SP `.tlog-proof` of one entry; it carries the entry and its event, so that it can be checked by itself. Throws `LOG_MISSING`. */
export async function writeTlogProof(log: LogView, lotTag: string, seq: number): Promise<string> {
  const row = await log.records.row(lotTag, seq);
  if (typeof row?.leafIndex !== 'number')
    throw new FieldlapseError('LOG_MISSING', `no entry ${seq} in chain ${lotTag}`);
  const head = await headFor(log, row.leafIndex + 1);
  const [hashes] = await log.inclusionProofs([row.leafIndex], head.size);
  const event = row.event === null ? undefined : (parseJson(row.event) as JsonObject);
  const extra = proofExtra({ entry: row.entry, ...(event && row.salt && { event, salt: row.salt }) });
  return tlogProofText({ index: row.leafIndex, hashes: hashes!, checkpoint: head.note, extra });
}

/** The chain and all that it came from, the chain itself first. */
async function chainsOf(log: LogView, lotTag: string): Promise<LogEntryRow[][]> {
  const chains: LogEntryRow[][] = [];
  const wanted = [lotTag];
  const seen = new Set<string>();
  for (let tag = wanted.shift(); tag !== undefined; tag = wanted.shift()) {
    if (seen.has(tag)) continue;
    seen.add(tag);
    const chain = (await log.records.chain(tag)).filter(({ leafIndex }) => leafIndex !== null);
    if (chain.length === 0) throw new FieldlapseError('LOG_MISSING', `no entry in chain ${tag}`);
    chains.push(chain);
    for (const { entry } of chain) {
      const parsed = parseEntry(entry);
      if (parsed.k === 'link') wanted.push(...parsed.parents.map(({ l }) => l));
    }
  }
  return chains;
}

/** The newest checkpoint of at least this size with the signatures of witnesses; the newest of all where none has any. */
async function headFor(log: LogView, size: number): Promise<Pick<CheckpointRow, 'size' | 'note'>> {
  const rows = (await log.records.checkpoints()).filter((row) => row.size >= size);
  const most = rows.findLast(({ note }) =>
    parseCheckpoint(note).note.signatures.some(({ name }) => name !== log.origin),
  );
  const head = most ?? rows.at(-1);
  if (!head) throw new FieldlapseError('LOG_MISSING', `no checkpoint covers ${size} entries`);
  return head;
}
