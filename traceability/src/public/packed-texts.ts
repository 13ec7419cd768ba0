import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { PackedText } from '@fieldlapse/contracts';

const packText = promisify(gzip);

/** Texts that are costly to write, packed, as long as what they were written from is the same. */
export interface PackedTexts {
  /**
   * The text of that name as `write` gives it. What was written under another version is forgotten, all of it: nothing is
   * given out that may since have been erased. Several who ask at once wait for one writing.
   */
  get(name: string, version: string, write: () => Promise<string>): Promise<PackedText>;
}

/** Keeps at most `maxBytes` of them, those that were asked for last. */
export function packedTexts(maxBytes: number): PackedTexts {
  let version: string | undefined;
  let texts = new Map<string, { readonly packed: Promise<PackedText>; bytes: number }>();

  /** Names come in the order of asking: the first was asked for longest ago. */
  function makeRoom(kept: typeof texts): void {
    let bytes = [...kept.values()].reduce((sum, one) => sum + one.bytes, 0);
    for (const [name, one] of kept) {
      if (bytes <= maxBytes) return;
      bytes -= one.bytes;
      kept.delete(name);
    }
  }

  return {
    get(name, now, write) {
      if (now !== version) texts = new Map();
      version = now;
      const kept = texts;
      const known = kept.get(name);
      kept.delete(name);
      const text = known ?? { packed: write().then(pack), bytes: 0 };
      kept.set(name, text);
      if (!known) {
        text.packed.then(
          ({ gzip: { length } }) => {
            text.bytes = length;
            makeRoom(kept);
          },
          () => kept.delete(name),
        );
      }
      return text.packed;
    },
  };
}

async function pack(text: string): Promise<PackedText> {
  return { gzip: await packText(text), tag: createHash('sha256').update(text).digest('base64url') };
}
