import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FieldlapseError, timeZoneOf, type AboutLot, type PublicLots, type SiteConfig } from '@fieldlapse/contracts';
import { parseEntry } from '@fieldlapse/proof';
import { onceThere, openLotReader, type LotReader, type LotRow, type Stores } from '@fieldlapse/store';
import type { AnchorState } from '../anchor/anchor-state.ts';
import { checkpointPath, type TileStore } from '../log/tiles/tile-store.ts';
import { writeTlogProof } from '../proof/lot-file.ts';
import { openLogView, type LogView } from '../proof/log-view.ts';
import { attachmentsOf, lotFileOf } from '../proof/lot-proofs.ts';
import { alteredEvents } from './altered-events.ts';
import { packedTexts } from './packed-texts.ts';
import { openScanCounts } from './scan-counts.ts';

export interface PublicLotsParts {
  readonly stores: Pick<Stores, 'records'>;
  readonly tiles: Pick<TileStore, 'read'>;
  readonly sites: () => readonly SiteConfig[];
  /** Folder of films and papers, each named by its SHA-256. */
  readonly published: string;
  /** The policy that we publish, with its SHA-256 (base64url); asked for each time, as keys change. */
  readonly policy: () => Promise<{ readonly text: string; readonly hash: string }>;
  /** What is known of the anchor; undefined where there is none. */
  readonly anchor: () => Promise<AnchorState | undefined>;
  /** UTC ms. */
  readonly now: () => number;
}

const maxPackedBytes = 32e6;

/** Tile paths of C2SP tlog-tiles; nothing else below the log's folder is anybody's business. */
const tilePattern = /^tile\/(?:entries|[0-9]|[1-5][0-9]|6[0-3])(?:\/x[0-9]{3})*\/[0-9]{3}(?:\.p\/[1-9][0-9]{0,2})?$/;

/** The lots as buyers may see them, read beside the service that records and the process that holds the log. */
export async function openPublicLots(parts: PublicLotsParts): Promise<PublicLots & { close(): Promise<void> }> {
  const { stores, tiles, now } = parts;
  const lots = onceThere(() => openLotReader(stores.records));
  const log = onceThere(() => openLogView(stores.records, tiles));
  const scans = await openScanCounts(stores.records);
  const lotFiles = packedTexts(maxPackedBytes);

  /** Only what a label was printed for is public. */
  async function opened(id: string): Promise<{ reader: LotReader; view: LogView; lot: LotRow }> {
    const reader = await lots.get();
    const view = await log.get();
    const lot = await reader?.lot(id);
    const isLabelled = (await reader?.chain(id))?.some(({ kind, head }) => kind === 'label' && head !== null);
    if (!reader || !view || !lot || !isLabelled)
      throw new FieldlapseError('LOT_UNKNOWN', `there is no label of lot ${id}`);
    return { reader, view, lot };
  }

  return {
    async about(id) {
      const { reader, view, lot } = await opened(id);
      const anchor = await anchorOfLabel(view, lot.tag, await parts.anchor());
      return { ...(await aboutOf(reader, lot, parts.sites())), anchor, scans: await scans.total(id) };
    },
    async countScan(id) {
      await opened(id);
      await scans.count(id, new Date(now()).toISOString().slice(0, 10));
    },
    async lotFile(id) {
      const { hash: policyHash } = await parts.policy();
      // Asked before anything is read: a label that many scan is written once, until anything is recorded or erased.
      const versions = await Promise.all([lots, log].map(async (one) => (await one.get())?.version()));
      return lotFiles.get([id, policyHash].join(' '), versions.join(' '), async () => {
        const { reader, view } = await opened(id);
        return lotFileOf(view, reader, id, { policyHash });
      });
    },
    async proof(id, place) {
      const { view, lot } = await opened(id);
      return writeTlogProof(view, lot.tag, place);
    },
    async file(id, sha256Hex) {
      const { reader, view } = await opened(id);
      const found = (await attachmentsOf(view, reader, id)).find(({ digest }) => digest.endsWith(`;${sha256Hex}`));
      const path = join(parts.published, sha256Hex);
      return found && existsSync(path) ? { path, mediaType: found.mediaType } : undefined;
    },
    async alteredEvents(seqs) {
      const [reader, view] = await Promise.all([lots.get(), log.get()]);
      return reader && view ? alteredEvents(reader, view, seqs) : [];
    },
    policy: async () => (await parts.policy()).text,
    logFile: async (path) => (path === checkpointPath || tilePattern.test(path) ? tiles.read(path) : undefined),
    async close() {
      await lots.close((reader) => reader.close());
      await log.close((view) => view.close());
      await scans.close();
    },
  };
}

async function anchorOfLabel(
  log: LogView,
  lotTag: string,
  state: AnchorState | undefined,
): Promise<AboutLot['anchor']> {
  if (!state?.seen) return null;
  const { chainId, contract, seen } = state;
  const { size, block, transaction, confirmations, askedAt } = seen;
  const label = (await log.records.chain(lotTag)).findLast(({ entry }) => parseEntry(entry).k === 'label');
  if (typeof label?.leafIndex !== 'number' || label.leafIndex >= size) return null;
  return { chainId, contract, size, block, transaction, confirmations, askedAt };
}

async function aboutOf(
  reader: LotReader,
  lot: LotRow,
  sites: readonly SiteConfig[],
): Promise<Omit<AboutLot, 'scans' | 'anchor'>> {
  const [gtin = '', number = ''] = lot.id.split('/');
  const site = sites.find(({ id }) => id === lot.site);
  const parents = await Promise.all((await reader.parents(lot.id)).map((id) => reader.lot(id)));
  const grown = parents.find((parent) => parent !== undefined);
  const season = site?.seasons.find(({ id }) => id === grown?.season);
  return {
    ...{ gtin, lot: number, site: site?.title ?? lot.site, subject: season?.subject ?? null },
    timeZone: timeZoneOf(sites, lot.site),
    producer: await producerOf(reader, lot.producer ?? grown?.producer ?? null),
  };
}

/** Private rows are joined here and nowhere else, as far as their owners agreed. */
async function producerOf(reader: LotReader, id: string | null): Promise<AboutLot['producer']> {
  const party = id === null ? undefined : await reader.party(id);
  if (!party) return null;
  // A company or co-operative is no person: its name is public.
  if (party.kind !== 'household' || party.nameConsentAt !== null)
    return { name: party.name, address: party.address, standsIn: false };
  const cooperative = party.cooperative === null ? undefined : await reader.party(party.cooperative);
  if (!cooperative || cooperative.kind === 'household') return null;
  return { name: cooperative.name, address: cooperative.address, standsIn: true };
}
