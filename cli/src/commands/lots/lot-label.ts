import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { writeFileDurably } from '@fieldlapse/runtime';
import {
  askErasure,
  largestVersion,
  lotFileOf,
  lotProofsOf,
  openDiskTiles,
  openLogView,
} from '@fieldlapse/traceability';
import { openDataFolder } from '../../data-folder.ts';
import { knownLot } from '../../lots/known-lots.ts';
import { drawnLabel, labelLot, releaseLot, type LabelFormat } from '../../lots/labels.ts';
import { withLots } from '../../lots/open-lots.ts';
import { bringIntoLog } from '../../trace/bring-into-log.ts';
import { ownKeys, ownPolicy } from '../../trace/own-log.ts';

export interface LabelArguments {
  readonly data: string;
  readonly out?: string;
  readonly format: LabelFormat;
  readonly count: number;
  readonly json?: boolean;
}

/** `fieldlapse lot label LOT`: prints what the QR code says, and writes its picture where a file is named. */
export async function labelCommand(name: string, args: LabelArguments): Promise<void> {
  await withLots(args.data, async (lots, config) => {
    const lot = await knownLot(lots.reader, name);
    const label = await labelLot(args.data, config, lots, lot);
    if (args.out !== undefined) await writeFileDurably(args.out, await drawnLabel(label, args.format, args.count));
    process.stdout.write(args.json ? `${JSON.stringify(label)}\n` : `${label.text}\n`);
    if (label.version > largestVersion) {
      const modules = 17 + 4 * label.version;
      process.stderr.write(
        `The code has ${modules}×${modules} modules (version ${label.version}): print it larger than 2 cm, or take a shorter host or lot number.\n`,
      );
    }
  });
}

/** `fieldlapse lot release LOT`: closes the lot; what comes later is late. */
export async function releaseCommand(name: string, { data }: { readonly data: string }): Promise<void> {
  await withLots(data, async (lots, config) => {
    const lot = await knownLot(lots.reader, name);
    await releaseLot(data, config, lots, lot);
    process.stdout.write(`${lot} is released\n`);
  });
}

/** `fieldlapse lot erase-event FACT`: forgets what was recorded; the log says that something was erased, not what. */
export async function eraseEventCommand(fact: number, { data }: { readonly data: string }): Promise<void> {
  await withLots(data, async (lots, config) => {
    const erased = await bringIntoLog(data, config, lots, await askErasure(lots, fact));
    process.stdout.write(
      `fact ${fact} is erased (${erased.length} ${erased.length === 1 ? 'entry says' : 'entries say'} so)\n`,
    );
  });
}

export interface BundleArguments {
  readonly data: string;
  readonly out: string;
  readonly proofs?: string;
}

/** `fieldlapse lot bundle LOT`: everything that proves the lot, in one file; on request a `.tlog-proof` of each entry. */
export async function bundleCommand(name: string, args: BundleArguments): Promise<void> {
  const folder = openDataFolder(args.data);
  await withLots(args.data, async (lots, config, stores) => {
    const lot = await knownLot(lots.reader, name);
    const waiting = (await lots.reader.chain(lot)).filter(({ head }) => head === null);
    await bringIntoLog(
      args.data,
      config,
      lots,
      waiting.map(({ id }) => id),
    );
    const keys = (await ownKeys(folder, config.traceability))!;
    const { hash: policyHash } = await ownPolicy(folder, config.traceability, keys);
    const log = await openLogView(stores.records, await openDiskTiles(folder.traceLog));
    try {
      await writeFileDurably(args.out, await lotFileOf(log, lots.reader, lot, { policyHash }));
      process.stdout.write(`${args.out}\n`);
      if (args.proofs !== undefined) await writeProofs(resolve(args.proofs), await lotProofsOf(log, lots.reader, lot));
    } finally {
      await log.close();
    }
  });
}

async function writeProofs(folder: string, proofs: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [place, proof] of proofs.entries())
    await writeFileDurably(join(folder, `${String(place).padStart(4, '0')}.tlog-proof`), proof);
}
