import type { AnchorPlace, AnchorReader, AnchorWriter } from './ports.ts';
import type { Deployed, EvmAccount } from './evm/evm-writer.ts';

/** As `openEvmReader`; loads what speaks to chains (36 MB of memory) only now. */
export async function openAnchorReader(place: AnchorPlace, rpcUrl: string): Promise<AnchorReader> {
  return (await import('./evm/evm-reader.ts')).openEvmReader(place, rpcUrl);
}

/** As `openEvmWriter`, loaded only now. */
export async function openAnchorWriter(place: AnchorPlace & EvmAccount): Promise<AnchorWriter> {
  return (await import('./evm/evm-writer.ts')).openEvmWriter(place);
}

/** As `deployEvmAnchor`, loaded only now. */
export async function deployAnchor(
  ...args: Parameters<typeof import('./evm/evm-writer.ts').deployEvmAnchor>
): Promise<Deployed> {
  return (await import('./evm/evm-writer.ts')).deployEvmAnchor(...args);
}

/** As `describeAccount`, loaded only now. */
export async function describeAnchorAccount(account: EvmAccount): Promise<{ address: string; balance: string }> {
  return (await import('./evm/evm-writer.ts')).describeAccount(account);
}
