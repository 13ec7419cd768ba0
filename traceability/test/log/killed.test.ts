import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkChain, equalBytes, parseCheckpoint, parseEntry } from '@fieldlapse/proof';
import { silentLogger, sleep } from '@fieldlapse/runtime';
import { openSqliteRecords } from '@fieldlapse/store';
import { expect, it, onTestFinished } from 'vitest';
import { openLog } from '../../src/index.ts';
import { recomputeLog } from '../../src/log/tiles/recompute.ts';
import { startS3rver } from '../support/buckets/s3rver.ts';
import { tilesOf } from '../support/buckets/tiles-of.ts';
import { lotTag, testKeys } from '../support/test-keys.ts';

const asked = process.env['FIELDLAPSE_KILLS'];
const appender = join(import.meta.dirname, '../support/appending-process.ts');

interface Told {
  tag: string;
  seq: number;
  index: number;
  leafHash: string;
}

/** Runs the appender until it is killed at some moment after it has opened the log; what it told. */
async function runAndKill(root: string, endpoint?: string): Promise<string[]> {
  const args = [appender, root, ...(endpoint === undefined ? [] : [endpoint])];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  let text = '';
  let errors = '';
  child.stderr.on('data', (part: Buffer) => (errors += part.toString()));
  const opened = new Promise<void>((resolve) => {
    child.stdout.on('data', (part: Buffer) => {
      text += part.toString();
      if (text.includes('\n')) resolve();
    });
  });
  await Promise.race([opened, ended]);
  await Promise.race([sleep(Math.random() * 400), ended]);
  child.kill('SIGKILL');
  await ended;
  if (child.signalCode !== 'SIGKILL') throw new Error(`the appender ended by itself: ${errors}`);
  // The last line may be cut.
  return text.split('\n').slice(0, -1);
}

it.each([
  ['a folder', Number(asked ?? 12), false],
  ['a bucket', Number(asked ?? 20), true],
] as const)(
  'the log in %s, %i kills while entries are appended: no fork, and nothing that was acknowledged is lost',
  { timeout: 500_000 + Number(asked ?? 0) * 20_000 },
  async (_place, kills, isBucket) => {
    const root = await mkdtemp(join(tmpdir(), 'fieldlapse-killed-'));
    const server = isBucket ? await startS3rver(join(root, 'buckets')) : undefined;
    onTestFinished(async () => {
      await server?.close();
      await rm(root, { recursive: true });
    });
    const told: Told[] = [];
    const heads: ReturnType<typeof parseCheckpoint>[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      for (const line of await runAndKill(root, server?.endpoint)) {
        const said = JSON.parse(line) as Told & { head?: string };
        if (said.head !== undefined) heads.push(parseCheckpoint(said.head));
        else if (said.tag !== undefined) told.push(said);
      }
    }
    const store = await tilesOf(root, server?.endpoint);
    const records = openSqliteRecords(join(root, 'records'));
    const log = await openLog({ store, records, keys: testKeys, now: Date.now, logger: silentLogger });
    const { size } = log.head();
    const signed = (await log.records.checkpoints()).map(({ note }) => parseCheckpoint(note));
    const { roots } = await recomputeLog(store, { size, sizes: [...heads, ...signed].map((head) => head.size) });
    const forks = [...heads, ...signed].filter((head) => !equalBytes(roots.get(head.size)!, head.root));
    const rows = new Map<string, { index: number | null; leafHash: string }>();
    for (const tag of [1, 2, 3].map((number) => lotTag(`lot ${number}`))) {
      const chain = await log.records.chain(tag);
      checkChain(
        tag,
        chain.map(({ entry }) => ({ text: entry, entry: parseEntry(entry) })),
      );
      for (const { seq, leafIndex, leafHash } of chain) rows.set(`${tag} ${seq}`, { index: leafIndex, leafHash });
    }
    const lost = told.filter(({ tag, seq, index, leafHash }) => {
      const row = rows.get(`${tag} ${seq}`);
      return row?.index !== index || row.leafHash !== leafHash;
    });
    await log.close();
    await records.close();
    console.log(
      `killed ${kills} times: ${told.length} entries acknowledged, ${heads.length} heads seen, ${size} in the log`,
    );
    expect({ forks, lost }).toEqual({ forks: [], lost: [] });
    expect(told.length).toBeGreaterThan(kills * 10);
  },
);
