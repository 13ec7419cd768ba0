import { equalBytes, hasControls } from '../bytes/bytes.ts';
import { ProofFault } from '../fault.ts';
import { parseKey, type VerifierKey } from './keys.ts';

/** A key of a policy, with where its owner can be reached. */
export interface PolicyKey extends VerifierKey {
  readonly url?: string;
}

/** A witness, by its name in the policy. */
export interface PolicyWitness extends PolicyKey {
  readonly label: string;
}

/** Whom a verifier trusts [C2SP tlog-policy]. */
export interface Policy {
  readonly logs: readonly PolicyKey[];
  readonly witnesses: readonly PolicyWitness[];
  /** True where cosignatures of these witnesses (by label) are enough. */
  isQuorum(labels: ReadonlySet<string>): boolean;
  /** False where the quorum is `none`. */
  readonly needsWitnesses: boolean;
}

const maxLines = 4096;
type Rule = (labels: ReadonlySet<string>) => boolean;

interface Draft {
  readonly logs: PolicyKey[];
  readonly witnesses: PolicyWitness[];
  readonly rules: Map<string, Rule>;
  readonly used: Set<string>;
  quorum?: string;
}

/** Reads a policy file. Throws `badPolicy` with the line. */
export function parsePolicy(text: string): Policy {
  const lines = text.split('\n');
  if (hasControls(text.replaceAll('\t', ' ')) || lines.length > maxLines)
    throw new ProofFault('badPolicy', { line: 0 });
  const draft: Draft = { logs: [], witnesses: [], rules: new Map(), used: new Set() };
  for (const [at, line] of lines.entries()) {
    const words = line.split(/[ \t]+/).filter((word) => word !== '');
    if (words.length === 0 || words[0]!.startsWith('#')) continue;
    if (!readLine(draft, words)) throw new ProofFault('badPolicy', { line: at + 1 });
  }
  const { logs, witnesses, rules, quorum } = draft;
  if (quorum === undefined) throw new ProofFault('badPolicy', { line: lines.length });
  const isQuorum = rules.get(quorum) ?? (() => true);
  return { logs, witnesses, isQuorum, needsWitnesses: quorum !== 'none' };
}

function readLine(draft: Draft, [word, ...rest]: readonly string[]): boolean {
  if (word === 'log') return readLog(draft, rest);
  if (word === 'witness') return readWitness(draft, rest);
  if (word === 'group') return readGroup(draft, rest);
  return word === 'quorum' && readQuorum(draft, rest);
}

function readLog({ logs }: Draft, [vkey, url, ...more]: readonly string[]): boolean {
  const key = keyOf(vkey, 'log');
  if (!key || more.length > 0 || isKnown(logs, key)) return false;
  logs.push(url === undefined ? key : { ...key, url });
  return true;
}

function readWitness({ witnesses, rules }: Draft, [label = '', vkey, url, ...more]: readonly string[]): boolean {
  const key = keyOf(vkey, 'witness');
  if (!key || more.length > 0 || isKnown(witnesses, key) || isTaken(rules, label)) return false;
  witnesses.push({ ...key, label, ...(url !== undefined && { url }) });
  rules.set(label, (labels) => labels.has(label));
  return true;
}

function readGroup({ rules, used }: Draft, [label = '', least = '', ...members]: readonly string[]): boolean {
  const parts = members.map((member) => rules.get(member));
  if (members.length === 0 || isTaken(rules, label) || members.some((member) => used.has(member))) return false;
  if (new Set(members).size !== members.length || parts.some((part) => part === undefined)) return false;
  const wanted =
    least === 'all' ? members.length : least === 'any' ? 1 : /^[1-9][0-9]*$/.test(least) ? Number(least) : 0;
  if (wanted < 1 || wanted > members.length) return false;
  for (const member of members) used.add(member);
  rules.set(label, (labels) => parts.filter((part) => part?.(labels)).length >= wanted);
  return true;
}

function readQuorum(draft: Draft, [label = '', ...more]: readonly string[]): boolean {
  if (draft.quorum !== undefined || more.length > 0 || !(label === 'none' || draft.rules.has(label))) return false;
  draft.quorum = label;
  return true;
}

const isTaken = (rules: Draft['rules'], label: string): boolean => label === 'none' || label === '' || rules.has(label);

const isKnown = (keys: readonly VerifierKey[], { publicKey }: VerifierKey): boolean =>
  keys.some((key) => equalBytes(key.publicKey, publicKey));

function keyOf(text: string | undefined, use: VerifierKey['use']): VerifierKey | undefined {
  try {
    const key = parseKey(text ?? '');
    return key.use === use ? key : undefined;
  } catch {
    return undefined;
  }
}
