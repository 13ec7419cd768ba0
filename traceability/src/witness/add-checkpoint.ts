import {
  cosign,
  equalBytes,
  fromBase64,
  hashBytes,
  parseCheckpoint,
  ProofFault,
  signatureLine,
  signersOf,
  toBase64,
  verifyConsistency,
  wholeNumber,
  type Checkpoint,
  type SignerKey,
  type VerifierKey,
} from '@fieldlapse/proof';

/** What a witness remembers of a log: the largest head that it has cosigned. */
export interface WitnessedHead {
  readonly size: number;
  /** base64 */
  readonly root: string;
}

/** An answer of `add-checkpoint` [C2SP tlog-witness]. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly body: string;
  /** `text/x.tlog.size` tells a client where the witness stands. */
  readonly contentType: 'text/plain; charset=utf-8' | 'text/x.tlog.size';
  /** Present with 200: to be durable before the answer is sent. */
  readonly next?: WitnessedHead & { readonly origin: string };
}

export interface WitnessKnowledge {
  readonly witness: SignerKey;
  /** Keys that the witness knows a log by. */
  readonly logs: readonly VerifierKey[];
  headOf(origin: string): WitnessedHead | undefined;
  /** UTC ms. */
  readonly now: number;
}

const maxProofLines = 63;

/** Body of a request: the size that the witness has seen, a consistency proof from there, and the new checkpoint. */
export function addCheckpointBody(oldSize: number, proof: readonly Uint8Array[], checkpoint: string): string {
  return [`old ${oldSize}`, ...proof.map(toBase64), '', checkpoint].join('\n');
}

/** Judges a request: cosigns a head that continues what the witness has seen, and refuses any other by the status. */
export function judgeAddCheckpoint(body: string, { witness, logs, headOf, now }: WitnessKnowledge): WitnessAnswer {
  const request = readRequest(body);
  if (!request) return answer(400, 'malformed request');
  const { oldSize, proof, checkpoint } = request;
  if (!checkpoint) return answer(403, 'invalid signature: the checkpoint is malformed');
  const { origin, size, root, note } = checkpoint;
  const keys = logs.filter(({ name }) => name === origin);
  if (keys.length === 0) return answer(404, 'unknown log');
  if (!isSigned(checkpoint, keys)) return answer(403, 'invalid signature');
  if (oldSize > size) return answer(400, 'old size above the size of the checkpoint');
  const known = headOf(origin);
  const knownSize = known?.size ?? 0;
  if (oldSize !== knownSize) return conflict(knownSize);
  if (known && knownSize === size && !equalBytes(fromBase64(known.root), root)) return conflict(knownSize);
  const root1 = known ? fromBase64(known.root) : new Uint8Array(hashBytes);
  if (!verifyConsistency({ size1: oldSize, root1: size === oldSize ? root : root1, size2: size, root2: root, proof }))
    return answer(422, 'the consistency proof does not hold');
  const line = signatureLine(cosign(note.text, witness, Math.floor(now / 1000)));
  return { ...answer(200, line), body: line, next: { origin, size, root: toBase64(root) } };
}

const answer = (status: WitnessAnswer['status'], text: string): WitnessAnswer => ({
  ...{ status, body: `${text}\n` },
  contentType: 'text/plain; charset=utf-8',
});

const conflict = (size: number): WitnessAnswer => ({ ...answer(409, String(size)), contentType: 'text/x.tlog.size' });

const isSigned = ({ note }: Checkpoint, keys: readonly VerifierKey[]): boolean =>
  (attempt(() => signersOf(note, keys)) ?? []).length > 0;

interface AddCheckpointRequest {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  /** Undefined where it is malformed: then no signature of it can hold. */
  readonly checkpoint: Checkpoint | undefined;
}

function readRequest(body: string): AddCheckpointRequest | undefined {
  const gap = body.indexOf('\n\n');
  const [first = '', ...lines] = gap < 0 ? [] : body.slice(0, gap).split('\n');
  const oldSize = first.startsWith('old ') ? wholeNumber(first.slice('old '.length)) : undefined;
  if (oldSize === undefined || lines.length > maxProofLines) return undefined;
  const proof = attempt(() => lines.map(fromBase64));
  if (!proof || proof.some(({ length }) => length !== hashBytes)) return undefined;
  return { oldSize, proof, checkpoint: attempt(() => parseCheckpoint(body.slice(gap + 2))) };
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProofFault) return undefined;
    throw error;
  }
}
