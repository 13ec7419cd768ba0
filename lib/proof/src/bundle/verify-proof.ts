import { fromBase64Url, toBase64Url } from '../bytes/base64.ts';
import { textOf, utf8 } from '../bytes/bytes.ts';
import { attempt, ProofFault, reason } from '../fault.ts';
import { canonicalText } from '../json/canonical.ts';
import { isObject, parseJson, type Json, type JsonObject } from '../json/parse.ts';
import { leafHash } from '../merkle/hashes.ts';
import { parseCheckpoint } from '../note/checkpoint.ts';
import { checkTlogProof, parseTlogProof } from '../note/tlog-proof.ts';
import { commitmentOf } from '../record/commitment.ts';
import { parseEntry } from '../record/entry.ts';
import { failed, notChecked, ok, outcomeOf, type StepOutcome, type StepResult } from './step.ts';
import { checkPolicy, type TrustedPolicy } from './steps/policy.ts';
import type { Verdict } from './verify.ts';

/** What our `.tlog-proof` files carry as extra data, so that one file is enough: the entry, and its event unless erased. */
export interface ProofExtra {
  readonly entry: string;
  readonly event?: JsonObject;
  readonly salt?: Uint8Array;
}

export function proofExtra({ entry, event, salt }: ProofExtra): Uint8Array {
  return utf8(canonicalText({ entry, ...(event && salt && { event, salt: toBase64Url(salt) }) }));
}

interface ProofVerification {
  readonly verdict: Verdict;
  readonly steps: readonly StepResult[];
}

/** Verifies a C2SP `.tlog-proof`. Bytes of the entry may be given where the file does not carry it. */
export function verifyProof(
  text: string,
  { trusted, entry }: { readonly trusted?: TrustedPolicy; readonly entry?: Uint8Array } = {},
): ProofVerification {
  const proof = () => parseTlogProof(text);
  const steps: StepResult[] = [
    { step: 'policy', ...outcomeOf(() => checkPolicy(parseCheckpoint(proof().checkpoint), trusted)) },
    { step: 'entries', ...outcomeOf(() => checkExtra(proof().extra, entry)) },
    { step: 'inclusion', ...outcomeOf(() => checkLeaf(text, entry)) },
  ];
  // A proof by itself has no chain and no label: what it shows is that the entry is in the log, no more.
  const isWrong = steps.some(({ state }) => state === 'failed');
  const isSure = steps.every(({ step, state }) => state === 'ok' || step === 'entries');
  return { verdict: isWrong ? 'red' : isSure ? 'green' : 'amber', steps };
}

function checkLeaf(text: string, given: Uint8Array | undefined): StepOutcome {
  const proof = parseTlogProof(text);
  const carried = proof.extra && readExtra(proof.extra);
  const entry = given ?? (carried && utf8(carried.entry));
  if (!entry) return notChecked(reason('entryAbsent'));
  const { size } = checkTlogProof(proof, leafHash(entry));
  return ok(reason('inclusionOk', { entries: 1, size }));
}

function checkExtra(extra: Uint8Array | undefined, given: Uint8Array | undefined): StepOutcome {
  const carried = extra && readExtra(extra);
  if (!given && !carried) return notChecked(reason('entryAbsent'));
  // Logs of others hold what they like: that it is in there can be proven all the same.
  const read = attempt(() => parseEntry(given ? textOf(given) : carried!.entry));
  if ('fault' in read) return notChecked(reason('entryForeign'));
  const at = { chain: 0, seq: read.value.s };
  if (read.value.k !== 'ev' || !carried?.event || !carried.salt) return notChecked(reason('eventMissing', at));
  const { event, salt } = carried;
  if (toBase64Url(commitmentOf(event, salt)) !== read.value.c) return failed(reason('commitmentWrong', at));
  return ok(reason('entriesOk', { events: 1 }));
}

/** Undefined where the extra data is not of our kind: others may put there what they like. */
function readExtra(extra: Uint8Array): ProofExtra | undefined {
  try {
    const json: Json = parseJson(textOf(extra));
    if (!isObject(json) || typeof json['entry'] !== 'string') return undefined;
    const { entry, event, salt } = json;
    if (!isObject(event) || typeof salt !== 'string') return { entry };
    return { entry, event, salt: fromBase64Url(salt) };
  } catch (error) {
    if (error instanceof ProofFault) return undefined;
    throw error;
  }
}
