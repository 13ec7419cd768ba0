import {
  parseLabelCode,
  sayReason,
  verifyBundle,
  verifyProof,
  words,
  type LabelCode,
  type ProofLanguage,
  type StepResult,
  type TrustedPolicy,
  type Verdict,
} from '@fieldlapse/proof';
import { hashFile, proven, readBytes, readPolicy, readText } from '../../trace/read-files.ts';

export interface VerifyArguments {
  readonly policy?: string;
  readonly qr?: string;
  readonly entry?: string;
  readonly file: readonly string[];
  readonly lang: ProofLanguage;
  readonly json?: boolean;
}

const exitCodes: Record<Verdict, number> = { green: 0, red: 1, amber: 2 };

interface Verified {
  readonly verdict: Verdict;
  readonly steps: readonly StepResult[];
}

/** `fieldlapse verify FILE`: exit code 0 where green, 2 where amber, 1 where red. */
export async function verifyCommand(path: string, args: VerifyArguments): Promise<number> {
  const text = await readText(path);
  const trusted = args.policy === undefined ? undefined : await readPolicy(args.policy);
  const isProof = text.startsWith('c2sp.org/tlog-proof@');
  const done = isProof ? await proofOf(text, args, trusted) : await bundleOf(text, args, trusted);
  const { verdict, steps } = done;
  process.stdout.write(args.json ? `${JSON.stringify({ verdict, steps })}\n` : report(done, args.lang));
  return exitCodes[verdict];
}

async function proofOf(text: string, args: VerifyArguments, trusted?: TrustedPolicy): Promise<Verified> {
  const entry = args.entry === undefined ? undefined : await readBytes(args.entry);
  return verifyProof(text, { ...(trusted && { trusted }), ...(entry && { entry }) });
}

async function bundleOf(text: string, args: VerifyArguments, trusted?: TrustedPolicy): Promise<Verified> {
  const files = await Promise.all(args.file.map(hashFile));
  const code = args.qr === undefined ? undefined : codeOf(args.qr);
  return verifyBundle(text, { files, ...(trusted && { trusted }), ...(code && { code }) });
}

function codeOf(qr: string): Partial<LabelCode> {
  return /^[\w-]{43}$/.test(qr) ? { head: qr } : proven('--qr', () => parseLabelCode(qr));
}

const signs = { ok: '✓', failed: '✗', notChecked: '?' } as const;

function report({ verdict, steps }: Verified, language: ProofLanguage): string {
  const { verdicts, states, steps: names } = words[language];
  const lines = steps.flatMap(({ step, state, reasons }) => [
    `${signs[state]} ${names[step]}: ${states[state]}`,
    ...reasons.map((reason) => `    ${sayReason(reason, language)}`),
  ]);
  return `${[`${verdicts[verdict].title}. ${verdicts[verdict].text}`, ...lines].join('\n')}\n`;
}
