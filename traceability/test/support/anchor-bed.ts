import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@fieldlapse/runtime';
import {
  anchorOf,
  deployAnchor,
  openAnchorWriter,
  type Anchor,
  type AnchorConfig,
  type Deployed,
  type TransparencyLog,
} from '../../src/index.ts';
import type { AnchorWriter } from '../../src/anchor/ports.ts';
import { startAnvil, richKey, type Anvil } from './anvil.ts';
import { logBed, type LogBed } from './log-bed.ts';
import { event, lotTag, origin } from './test-keys.ts';

export interface AnchorBed extends LogBed {
  readonly chain: Anvil;
  readonly deployed: Deployed;
  readonly statePath: string;
  /** The contract with its writer, past all that the service does. */
  writer(): Promise<AnchorWriter>;
  anchor(change?: Partial<AnchorConfig>, now?: () => number): Anchor;
  /** Keeps the log and its records as they are, and puts them back as often as it is asked. */
  backUp(): Promise<() => Promise<void>>;
}

/** A log with a contract of its own on a chain of its own. */
export async function anchorBed(): Promise<AnchorBed> {
  const bed = await logBed();
  const chain = await startAnvil();
  const account = { rpcUrl: chain.url, chainId: 31337, key: richKey, maxFeeGwei: 100 } as const;
  const deployed = await deployAnchor(account, origin);
  const statePath = join(bed.root, 'anchor.json');
  const { contract } = deployed;
  return {
    ...{ ...bed, chain, deployed, statePath },
    writer: () => openAnchorWriter({ ...account, contract }),
    anchor(change = {}, now = Date.now) {
      const config = { ...account, contract, every: 0, confirmations: 3, ...change };
      const open = (place: { chainId: number; contract: string }) =>
        openAnchorWriter({ ...account, ...place, rpcUrl: config.rpcUrl, maxFeeGwei: config.maxFeeGwei });
      return anchorOf({ config, open, statePath, now, logger: silentLogger });
    },
    async backUp() {
      for (const name of ['tlog', 'records'])
        await cp(join(bed.root, name), join(bed.root, 'old', name), { recursive: true });
      return async () => {
        for (const name of ['tlog', 'records']) {
          await rm(join(bed.root, name), { recursive: true });
          await cp(join(bed.root, 'old', name), join(bed.root, name), { recursive: true });
        }
      };
    },
  };
}

/** Appends events from one place to before another. */
export async function append(log: TransparencyLog, from: number, to: number): Promise<void> {
  await log.append(
    Array.from({ length: to - from }, (_, at) => ({
      lotTag: lotTag('lot'),
      seq: from + at,
      event: event(from + at),
    })),
  );
}
