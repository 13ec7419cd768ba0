import { FieldlapseError } from '@fieldlapse/contracts';
import { equalBytes, textOf, type SignerKey } from '@fieldlapse/proof';
import { readOwnHead } from '../signed-head.ts';
import { recomputeLog } from './recompute.ts';
import { checkpointPath, type TileStore } from './tile-store.ts';

interface Own {
  readonly origin: string;
  readonly signers: readonly SignerKey[];
}

/**
 * Copies our log into another store, computing it again on the way: every file but the checkpoint, then the checkpoint, each
 * durable. Run again after a failure it begins anew and changes nothing that is right already. Resolves to the number of
 * entries. Throws `LOG_MISSING`, `LOG_EDITED`, and `LOG_ROLLED_BACK` where the other store has more.
 */
export async function copyLog(from: Pick<TileStore, 'read'>, to: TileStore, own: Own): Promise<number> {
  const head = await headOf(from, own, 'the log to be copied');
  if (!head) throw new FieldlapseError('LOG_MISSING', 'there is no checkpoint to be copied');
  const there = await headOf(to, own, 'the log to be copied to');
  if (there && there.size > head.size)
    throw new FieldlapseError('LOG_ROLLED_BACK', `the copy has ${head.size} entries, where it goes are ${there.size}`);
  const onFiles = (files: Parameters<TileStore['write']>[0]) => to.write(files);
  const { roots } = await recomputeLog(from, { size: head.size, onFiles });
  if (!equalBytes(roots.get(head.size)!, head.root))
    throw new FieldlapseError('LOG_EDITED', `the entries do not lead to the signed root at ${head.size}`);
  await to.publish(head.note);
  return head.size;
}

async function headOf(store: Pick<TileStore, 'read'>, { origin, signers }: Own, what: string) {
  const bytes = await store.read(checkpointPath);
  return bytes && readOwnHead(textOf(bytes), origin, signers, `the checkpoint of ${what}`);
}
