import { FieldlapseError } from '@fieldlapse/contracts';
import type { LotReader } from '@fieldlapse/store';
import { writeLotFile, writeTlogProof, type LotFileOptions } from './lot-file.ts';
import type { LogView } from './log-view.ts';

/** `lot.json` of a lot, by its name. Throws `LOT_UNKNOWN`; `LOG_MISSING` where nothing of it is in the log yet. */
export async function lotFileOf(
  log: LogView,
  reader: LotReader,
  id: string,
  options: Pick<LotFileOptions, 'policyHash'>,
): Promise<string> {
  const [gtin = '', lot = ''] = id.split('/');
  const lotTag = await tagOf(reader, id);
  return writeLotFile(log, { gtin, lot, lotTag, attachments: await attachmentsOf(log, reader, id), ...options });
}

/** The C2SP `.tlog-proof` of every entry of a lot's chain, by place. Throws as {@link lotFileOf}. */
export async function lotProofsOf(log: LogView, reader: LotReader, id: string): Promise<string[]> {
  const lotTag = await tagOf(reader, id);
  const chain = (await log.records.chain(lotTag)).filter(({ leafIndex }) => leafIndex !== null);
  const proofs: string[] = [];
  for (const { seq } of chain) proofs.push(await writeTlogProof(log, lotTag, seq));
  return proofs;
}

async function tagOf(reader: LotReader, id: string): Promise<string> {
  const lot = await reader.lot(id);
  if (!lot) throw new FieldlapseError('LOT_UNKNOWN', `there is no lot ${id}`);
  return lot.tag;
}

interface Attached {
  readonly eventID?: string;
  readonly errorDeclaration?: object;
  readonly 'agri:attachments'?: readonly Readonly<Record<string, string | number>>[];
}

/** Files that events in the log name, of the lot and of those that it was cut from; those that were declared wrong are left out. */
export async function attachmentsOf(
  log: LogView,
  reader: LotReader,
  id: string,
): Promise<LotFileOptions['attachments']> {
  const attached: Attached[] = [];
  for (const one of [id, ...(await reader.parents(id))]) {
    const rows = await log.records.chain(await tagOf(reader, one));
    for (const { event, leafIndex } of rows) {
      if (leafIndex !== null && event?.includes('"agri:attachments"')) attached.push(JSON.parse(event) as Attached);
    }
  }
  const wrong = new Set(attached.filter((one) => one.errorDeclaration).map(({ eventID }) => eventID));
  const files = attached
    .filter(({ eventID }) => !wrong.has(eventID))
    .flatMap((one) => one['agri:attachments'] ?? [])
    .map((file) => ({
      role: String(file['agri:role']),
      mediaType: String(file['agri:mediaType']),
      bytes: Number(file['agri:bytes']),
      digest: String(file['agri:digest']),
    }));
  return [...new Map(files.map((file) => [file.digest, file])).values()];
}
