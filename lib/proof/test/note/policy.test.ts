import { expect, it } from 'vitest';
import {
  cosign,
  judgeCheckpoint,
  keyText,
  noteText,
  parseCheckpoint,
  parsePolicy,
  signCheckpoint,
  signerOf,
} from '@fieldlapse/proof';

const seed = (byte: number) => new Uint8Array(32).fill(byte);
const log = signerOf('log.example/a', 'log', seed(1));
const witnesses = [2, 3, 4, 5].map((byte) => signerOf(`w${byte}.example`, 'witness', seed(byte)));
const [w2, w3, w4, w5] = witnesses.map(keyText);
const head = { origin: 'log.example/a', size: 1, root: seed(9) };
const lines = (...text: string[]) => `${text.join('\n')}\n`;

/** A checkpoint that the witnesses of these places have seen. */
function seenBy(...places: number[]): string {
  const checkpoint = parseCheckpoint(signCheckpoint(head, [log]));
  const cosignatures = places.map((place) => cosign(checkpoint.note.text, witnesses[place]!, 1_700_000_000 + place));
  return noteText({ ...checkpoint.note, signatures: [...checkpoint.note.signatures, ...cosignatures] });
}

const nested = lines(
  `# two of three, and another`,
  `log ${keyText(log)} https://log.example/a`,
  `witness a ${w2}`,
  `  witness\tb ${w3} https://w3.example`,
  `witness c ${w4}`,
  `witness d ${w5}`,
  'group three 2 a b c',
  '',
  'group all-of-it all three d',
  'quorum all-of-it',
);

it('a quorum of nested groups is counted', () => {
  const policy = parsePolicy(nested);
  const judged = (...places: number[]) => judgeCheckpoint(parseCheckpoint(seenBy(...places)), policy);
  expect(judged(0, 1, 3).cosignatures.map(({ witness, seenAtS }) => [witness.label, seenAtS])).toEqual([
    ['a', 1_700_000_000],
    ['b', 1_700_000_001],
    ['d', 1_700_000_003],
  ]);
  expect(() => judged(0, 1, 2)).toThrow('witnessesMissing');
  expect(() => judged(0, 3)).toThrow('witnessesMissing');
  expect(() => judged()).toThrow('witnessesMissing');
});

it('a cosignature whose time was altered refuses the checkpoint', () => {
  const checkpoint = parseCheckpoint(seenBy(0, 1, 3));
  const [own, first, ...rest] = checkpoint.note.signatures;
  const altered = {
    ...first!,
    signature: Uint8Array.from(first!.signature, (byte, at) => (at === 7 ? byte ^ 1 : byte)),
  };
  const note = { ...checkpoint.note, signatures: [own!, altered, ...rest] };
  expect(() => judgeCheckpoint({ ...checkpoint, note }, parsePolicy(nested))).toThrow('noteSignatureWrong');
});

it('a policy without witnesses takes the word of the log, and says so', () => {
  const policy = parsePolicy(lines(`log ${keyText(log)}`, 'quorum none'));
  expect(judgeCheckpoint(parseCheckpoint(seenBy()), policy).isWitnessed).toBe(false);
  expect(() => judgeCheckpoint(parseCheckpoint(seenBy()), parsePolicy('quorum none\n'))).toThrow('unknownLog');
});

it('a log of another key, and one that did not sign, are refused', () => {
  const stranger = signerOf('log.example/a', 'log', seed(77));
  const policy = parsePolicy(lines(`log ${keyText(stranger)}`, 'quorum none'));
  expect(() => judgeCheckpoint(parseCheckpoint(seenBy()), policy)).toThrow('noteUnsigned');
});

it.each([
  ['no quorum', `witness a ${w2}\n`],
  ['two quorums', 'quorum none\nquorum none\n'],
  ['an unknown word', 'logs x\nquorum none\n'],
  ['an unknown quorum', 'quorum a\n'],
  ['a group before its members', `group g any a\nwitness a ${w2}\nquorum g\n`],
  ['a member twice', `witness a ${w2}\ngroup g any a a\nquorum g\n`],
  ['a member of two groups', `witness a ${w2}\ngroup g any a\ngroup h any a\nquorum g\n`],
  ['a name twice', `witness a ${w2}\nwitness a ${w3}\nquorum none\n`],
  ['a key twice', `witness a ${w2}\nwitness b ${w2}\nquorum none\n`],
  ['the name none', `witness none ${w2}\nquorum none\n`],
  ['a threshold above the members', `witness a ${w2}\ngroup g 2 a\nquorum g\n`],
  ['a threshold of zero', `witness a ${w2}\ngroup g 0 a\nquorum g\n`],
  ['a group of nobody', 'group g all\nquorum g\n'],
  ['a witness key as log', `log ${w2}\nquorum none\n`],
  ['a log key as witness', `witness a ${keyText(log)}\nquorum none\n`],
  ['a carriage return', 'quorum none\r\n'],
])('a policy with %s is refused', (_what, text) => {
  expect(() => parsePolicy(text)).toThrow('badPolicy');
});
