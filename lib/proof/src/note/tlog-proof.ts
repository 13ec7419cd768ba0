import { wholeNumber } from '../bytes/bytes.ts';
import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { ProofFault } from '../fault.ts';
import { hashBytes } from '../merkle/hashes.ts';
import { verifyInclusion } from '../merkle/proofs.ts';
import { parseCheckpoint, type Checkpoint } from '../note/checkpoint.ts';

const header = 'c2sp.org/tlog-proof@v1';
const maxHashes = 63;

/** Proof that an entry is in a log [C2SP tlog-proof]. */
export interface TlogProof {
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
  /** The checkpoint as it was read, with its signatures. */
  readonly checkpoint: string;
  /** Not authenticated; ours holds the entry, see `record/`. */
  readonly extra?: Uint8Array;
}

export function tlogProofText({ index, hashes, checkpoint, extra }: TlogProof): string {
  const lines = [header, ...(extra ? [`extra ${toBase64(extra)}`] : []), `index ${index}`, ...hashes.map(toBase64), ''];
  return `${lines.join('\n')}\n${checkpoint}`;
}

/** Reads a proof. Throws `badProof`; the checkpoint is read by {@link parseCheckpoint}. */
export function parseTlogProof(text: string): TlogProof {
  const gap = text.indexOf('\n\n');
  const [first, ...lines] = gap < 0 ? [] : text.slice(0, gap).split('\n');
  const extraLine = lines[0]?.startsWith('extra ') ? lines.shift() : undefined;
  const index = lines[0]?.startsWith('index ') ? wholeNumber(lines.shift()!.slice('index '.length)) : undefined;
  if (first !== header || index === undefined || lines.length > maxHashes)
    throw new ProofFault('badProof', { what: 'lines' });
  const extra = extraLine === undefined ? undefined : fromBase64(extraLine.slice('extra '.length));
  const hashes = lines.map(fromBase64);
  if (hashes.some(({ length }) => length !== hashBytes)) throw new ProofFault('badProof', { what: 'hash' });
  return { index, hashes, checkpoint: text.slice(gap + 2), ...(extra && { extra }) };
}

/** The checkpoint of a proof whose inclusion of `leaf` holds. Throws `inclusionWrong`, `badCheckpoint`, `badNote`. */
export function checkTlogProof({ index, hashes, checkpoint }: TlogProof, leaf: Uint8Array): Checkpoint {
  const head = parseCheckpoint(checkpoint);
  const claim = { leaf, index, size: head.size, proof: hashes, root: head.root };
  if (!verifyInclusion(claim)) throw new ProofFault('inclusionWrong', { index });
  return head;
}
