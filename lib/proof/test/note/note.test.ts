import { describe, expect, it } from 'vitest';
import {
  keyText,
  noteText,
  parseCheckpoint,
  parseKey,
  parseNote,
  parseSigner,
  signerOf,
  signersOf,
  signerText,
  signCheckpoint,
  signNote,
} from '@fieldlapse/proof';
import { haveVectors, readVector, readVectorJson } from '../vectors.ts';

interface GoNote {
  verifier: string;
  signer_TEST_ONLY: string;
  text: string;
  note: string;
  bad_vkeys: string[];
}

describe.skipIf(!haveVectors('note'))("the vectors of Go's sumdb/note", () => {
  const vector = haveVectors('note') ? readVectorJson<GoNote>('note/go-note.json') : ({} as GoNote);

  it('the key signs the note byte for byte, and the note verifies', () => {
    const signer = parseSigner(vector.signer_TEST_ONLY);
    expect(keyText(signer)).toBe(vector.verifier);
    expect(signerText(signer)).toBe(vector.signer_TEST_ONLY);
    expect(noteText(signNote(vector.text, [signer]))).toBe(vector.note);
    expect(signersOf(parseNote(vector.note), [parseKey(vector.verifier)])).toHaveLength(1);
  });

  it('every part of a key and every key with one byte more is refused', () => {
    const { verifier } = vector;
    const wrong = [...vector.bad_vkeys];
    for (let start = 0; start < verifier.length; start += 1)
      for (let end = start + 1; end <= verifier.length; end += 1)
        if (end - start < verifier.length) wrong.push(verifier.slice(start, end));
    for (let at = 0; at < verifier.length; at += 1)
      wrong.push(verifier.slice(0, at) + String.fromCharCode(verifier.charCodeAt(at) + 1) + verifier.slice(at + 1));
    expect(wrong.filter((text) => isKey(text))).toEqual([]);
  });
});

function isKey(text: string): boolean {
  try {
    parseKey(text);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!haveVectors('tessera-log'))('the checkpoints of a Tessera log', () => {
  it('are signed byte for byte as here', () => {
    const script = readVector('tessera-log/build_log.sh');
    const signer = parseSigner(/LOG_PRIVATE_KEY="([^"]+)"/.exec(script)?.[1] ?? '');
    for (let size = 0; size <= 15; size += 1) {
      const text = readVector(`tessera-log/log/checkpoint.${size}`);
      const checkpoint = parseCheckpoint(text);
      expect(checkpoint.size).toBe(size);
      expect(signersOf(checkpoint.note, [signer])).toHaveLength(1);
      expect(signCheckpoint(checkpoint, [signer])).toBe(text);
    }
  });
});

const signer = signerOf('log.example/a', 'log', new Uint8Array(32).fill(7));
const other = signerOf('log.example/b', 'log', new Uint8Array(32).fill(8));
const good = signCheckpoint({ origin: 'log.example/a', size: 3, root: new Uint8Array(32) }, [signer]);

it('a checkpoint that is written in any other way is refused', () => {
  const line = good.slice(good.lastIndexOf('\n\n') + 2);
  const body = `log.example/a\n3\n${'A'.repeat(43)}=\n`;
  expect(`${body}\n${line}`).toBe(good);
  const wrong = [
    good.replace('\n3\n', '\n03\n'),
    good.replace('\n3\n', '\n+3\n'),
    good.replace('\n3\n', '\n3 \n'),
    good.replace('\n3\n', '\n9007199254740992\n'),
    good.replaceAll('\n', '\r\n'),
    good.replace('AAAA=', 'AAAB='),
    good.replace('AAAA=', 'AAA='),
    good.slice(0, -1),
    `${body}more\n\n${line}`,
    `\n3\n${'A'.repeat(43)}=\n\n${line}`,
    body,
    `${body}\n`,
    good.replace('— ', '- '),
    good.replace(line, `${line}\n${line}`),
    `${good}\u0007`,
  ];
  expect(wrong.filter((text) => isCheckpoint(text))).toEqual([]);
});

function isCheckpoint(text: string): boolean {
  try {
    parseCheckpoint(text);
    return true;
  } catch {
    return false;
  }
}

it('signatures of strangers are passed over, a wrong one of a known key refuses the note', () => {
  const note = parseNote(good);
  expect(signersOf(note, [other])).toEqual([]);
  const forged = { ...note, text: note.text.replace('\n3\n', '\n4\n') };
  expect(signersOf(forged, [other])).toEqual([]);
  expect(() => signersOf(forged, [signer])).toThrow('noteSignatureWrong');
});

it('secrets do not stand in the error of a wrong secret key', () => {
  const text = signerText(signer);
  const broken = text.slice(0, -2);
  expect(() => parseSigner(broken)).toThrow('badVerifierKey');
  try {
    parseSigner(broken);
  } catch (error) {
    expect(String(error)).not.toContain(broken.slice(-20));
  }
});
