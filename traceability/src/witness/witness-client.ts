import { FieldlapseError } from '@fieldlapse/contracts';
import {
  cosignaturesOf,
  parseCheckpoint,
  parseSignature,
  ProofFault,
  wholeNumber,
  type NoteSignature,
  type PolicyWitness,
} from '@fieldlapse/proof';
import { boundedBody } from '../log/tiles/file-limits.ts';
import { addCheckpointBody } from './add-checkpoint.ts';

/** What is asked of a log to show a witness that it only grew. */
export interface WitnessedLog {
  head(): { readonly origin: string; readonly size: number; readonly note: string };
  consistencyProof(size1: number, size2: number): Promise<Uint8Array[]>;
}

const timeoutMs = 10_000;
const maxAnswerBytes = 64 * 1024;
// A witness says where it stands at the first question; a second one is for a head that came in between.
const mostTries = 3;

/**
 * Shows a witness the log's head and resolves to its cosignature, checked. Throws `WITNESS_UNREACHABLE`,
 * `LOG_BEHIND_WITNESS` where it has seen more than there is, and `LOG_FORKED` where it has seen another history.
 */
export async function askWitness(
  witness: PolicyWitness & { readonly url: string },
  log: WitnessedLog,
  signal?: AbortSignal,
): Promise<{ readonly size: number; readonly signature: NoteSignature }> {
  const head = log.head();
  let oldSize = head.size;
  for (let attempt = 0; attempt < mostTries; attempt += 1) {
    const proof = await log.consistencyProof(oldSize, head.size);
    const { status, body } = await post(witness, addCheckpointBody(oldSize, proof, head.note), signal);
    if (status === 200) return { size: head.size, signature: cosignatureIn(body, witness, head.note) };
    const seen = status === 409 ? wholeNumber(body.replace(/\n$/, '')) : undefined;
    if (status === 422)
      throw new FieldlapseError('LOG_FORKED', `${witness.name} has seen another history of ${head.origin}`);
    if (seen === undefined) throw unreachable(witness, `answered ${status}: ${body.slice(0, 200).trim()}`);
    if (seen > head.size) {
      const what = `${witness.name} has seen ${seen} entries of ${head.origin}, here are ${head.size}`;
      throw new FieldlapseError('LOG_BEHIND_WITNESS', what);
    }
    if (seen === oldSize)
      throw new FieldlapseError('LOG_FORKED', `${witness.name} has seen another head of ${head.origin} at ${seen}`);
    oldSize = seen;
  }
  throw unreachable(witness, 'says another size each time');
}

const unreachable = ({ name }: PolicyWitness, what: string, cause?: unknown): FieldlapseError =>
  new FieldlapseError('WITNESS_UNREACHABLE', `${name} ${what}`, { cause });

async function post(
  witness: PolicyWitness & { readonly url: string },
  body: string,
  signal?: AbortSignal,
): Promise<{ status: number; body: string }> {
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(`${witness.url.replace(/\/+$/, '')}/add-checkpoint`, {
      method: 'POST',
      body,
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    const bytes = await boundedBody(response, maxAnswerBytes);
    if (!bytes) throw new Error('the answer is too large');
    return { status: response.status, body: Buffer.from(bytes).toString() };
  } catch (cause) {
    signal?.throwIfAborted();
    throw unreachable(witness, `does not answer: ${(cause as Error).message}`, cause);
  }
}

/** The witness's own line among those of an answer, once it holds for the checkpoint. */
function cosignatureIn(body: string, witness: PolicyWitness, note: string): NoteSignature {
  try {
    const { text } = parseCheckpoint(note).note;
    const signatures = body.replace(/\n$/, '').split('\n').map(parseSignature);
    if (cosignaturesOf({ text, signatures }, [witness]).length > 0)
      return signatures.find(({ name, id }) => name === witness.name && Buffer.from(id).equals(witness.id))!;
  } catch (cause) {
    if (!(cause instanceof ProofFault)) throw cause;
    throw unreachable(witness, `sent a signature that does not hold: ${cause.message}`, cause);
  }
  throw unreachable(witness, 'sent no signature of its own');
}
