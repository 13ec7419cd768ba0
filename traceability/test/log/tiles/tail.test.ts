import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCheckpoint, parseSigner, signCheckpoint } from '@fieldlapse/proof';
import { expect, it } from 'vitest';
import { emptyTail } from '../../../src/log/tiles/tail.ts';

const vectors = join(import.meta.dirname, '../../../../../shared/data/traceability/tessera-log');
const isHere = existsSync(vectors);
if (!isHere) console.warn(`skipped: ${vectors} is not there`);

it.skipIf(!isHere)("a log of Google's Tessera is rebuilt byte for byte, at each of its sixteen sizes", () => {
  const script = readFileSync(join(vectors, 'build_log.sh'), 'utf8');
  const signer = parseSigner(/LOG_PRIVATE_KEY="([^"]+)"/.exec(script)![1]!);
  const leaves = /for i in ([^;]+);/.exec(script)![1]!.trim().split(' ');
  expect(leaves).toHaveLength(15);
  const tail = emptyTail();
  const written = new Set<string>();
  for (let size = 0; size <= leaves.length; size += 1) {
    const { files } = tail.grow(size === 0 ? [] : [Buffer.from(leaves[size - 1]!)]);
    for (const { path, bytes } of files) {
      expect(Buffer.from(bytes).equals(readFileSync(join(vectors, 'log', path))), path).toBe(true);
      written.add(path);
    }
    const theirs = readFileSync(join(vectors, `log/checkpoint.${size}`), 'utf8');
    const { origin } = parseCheckpoint(theirs);
    expect(signCheckpoint({ origin, size, root: tail.root() }, [signer])).toBe(theirs);
  }
  const theirs = readdirSync(join(vectors, 'log/tile'), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(written.size).toBe(theirs.length);
});
