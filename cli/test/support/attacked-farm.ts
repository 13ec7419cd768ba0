import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished } from 'vitest';
import { keyText, signerOf } from '@fieldlapse/proof';
import { silentLogger, sleep } from '@fieldlapse/runtime';
import { createKeyRing, readKeyRing, startWitness } from '@fieldlapse/traceability';
import { startServer } from './command.ts';
import { farmIn, harvestedSeason, harvestLot, commandsOn, season, type LotFarm } from './lot-farm.ts';

const witnessKey = signerOf('witness.example/university', 'witness', new Uint8Array(32).fill(7));
const only = ['--only', 'traceability,dashboards'];
const page = `/01/09520000020019/10/${harvestLot}`;

/** Two states of one data folder: what somebody may attack. */
export interface BuiltFarm {
  readonly root: string;
  /** What the QR codes of both labels say. */
  readonly olderQr: string;
  readonly newerQr: string;
}

export type FarmState = 'older' | 'newer';

/**
 * A season with spray, film and harvest, labelled and witnessed: the folder as it is then (`older`), and as it is after another
 * treatment, a packing and a second label, which the witness has seen too (`newer`).
 */
export async function buildFarm(): Promise<BuiltFarm> {
  const root = await mkdtemp(join(tmpdir(), 'fieldlapse-attacked-'));
  const folder = join(root, 'farm');
  await mkdir(join(folder, 'secrets'), { recursive: true });
  const farm = await farmIn(folder, 'http://localhost', { policy: 'policy.txt' });
  await createKeyRing(join(folder, 'secrets/trace-keys.json'), 'localhost/log');
  const witness = await witnessOf(folder, join(root, 'witness'));
  await harvestedSeason(farm);
  const film = join(root, 'phim.mp4');
  await writeFile(film, 'as good as a film');
  await farm.must('lot', 'film', season, film);
  const labelled = async (state: FarmState): Promise<string> => {
    const qr = (await farm.must('lot', 'label', harvestLot)).trim();
    const server = await startServer(only, { FIELDLAPSE_DATA: folder });
    await witnessed(folder).finally(server.stop);
    await cp(folder, join(root, state), { recursive: true });
    await cp(join(root, 'witness'), join(root, `witness-${state}`), { recursive: true });
    return qr;
  };
  const olderQr = await labelled('older');
  await farm.must('lot', 'treat', season, '--at', '2026-01-10 08:00', '--means', 'fertiliser', '--product', 'NPK 16-16-8', '--interval', '0'); // prettier-ignore
  await farm.must('lot', 'pack', '--at', '2026-01-30 08:00', '--sscc', '095200000000000011', '--content', `${harvestLot}=400`); // prettier-ignore
  const newerQr = await labelled('newer');
  await witness.close();
  return { root, olderQr, newerQr };
}

/** Resolves once the witness has seen the head that is published, where that is another than the old one. */
async function witnessed(folder: string, old = ''): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const head = await readFile(join(folder, 'trace-log/checkpoint'), 'utf8');
    if (head !== old && head.includes(witnessKey.name)) return;
    await sleep(200);
  }
  throw new Error('no witness has cosigned within a minute');
}

/** Starts the witness with that memory, and writes the policy that names it into a data folder. */
async function witnessOf(folder: string, memory: string) {
  const { signers } = await readKeyRing(join(folder, 'secrets/trace-keys.json'));
  const witness = await startWitness({
    ...{ witness: witnessKey, logs: signers, folder: memory, host: '127.0.0.1', port: 0 },
    ...{ now: Date.now, logger: silentLogger },
  });
  const lines = [...signers.map((key) => `log ${keyText(key)}`), `witness w ${keyText(witnessKey)} ${witness.url}`];
  await writeFile(join(folder, 'policy.txt'), `${[...lines, 'quorum w'].join('\n')}\n`);
  return witness;
}

/** A data folder that somebody attacks, with a witness of its own. */
export interface Scene extends LotFarm {
  /** Writes into a database of the folder behind everybody's back. */
  sql(database: string, statement: string): void;
  /** Reads a database of the folder. */
  rows<Row>(database: string, query: string): [Row, ...Row[]];
  /** Puts parts of the folder back to what they were in a state. */
  putBack(state: FarmState, ...parts: readonly string[]): Promise<void>;
  /** The witness does not answer from now on. */
  stopWitness(): Promise<void>;
  /** The codes that a started server tells people on its page, once the awaited one is among them, or half a minute later. */
  troubles(awaited?: string): Promise<string[]>;
  /** Resolves once the witness has seen more than there was in that state. */
  witnessedAfter(state: FarmState): Promise<void>;
  /** Steps that fail for the `lot.json` that a started server hands out, as `step reason@place`. */
  failures(qr: string, ...args: readonly string[]): Promise<string[]>;
  /** What `log check --since` says to the checkpoint that somebody saved in that state: a code, or `ok`. */
  checkedSince(state: FarmState): Promise<string>;
  /** Address of the page of the lot, on a server that runs until the end of the test. */
  serve(): Promise<string>;
}

/** A copy of a state, with a witness who has seen so much; or beside another copy, with the same witness. */
export async function attacked(
  { root }: BuiltFarm,
  state: FarmState,
  { seen = 'newer', beside }: { readonly seen?: FarmState; readonly beside?: Scene } = {},
): Promise<Scene> {
  const own = await mkdtemp(join(tmpdir(), 'fieldlapse-attack-'));
  onTestFinished(() => rm(own, { recursive: true, force: true }));
  const folder = join(own, 'farm');
  await cp(join(root, state), folder, { recursive: true });
  const memory = join(own, 'witness');
  await cp(join(root, `witness-${seen}`), memory, { recursive: true });
  const witness = await witnessOf(folder, memory);
  onTestFinished(witness.close);
  if (beside) await cp(join(beside.folder, 'policy.txt'), join(folder, 'policy.txt'));
  const farm = commandsOn(folder);
  let url: string | undefined;
  const served = async (): Promise<string> => {
    if (url !== undefined) return url;
    const server = await startServer(only, { FIELDLAPSE_DATA: folder });
    onTestFinished(async () => void (await server.stop()));
    return (url = server.url);
  };
  return {
    ...farm,
    sql(database, statement) {
      const db = new DatabaseSync(join(folder, 'records', `${database}.sqlite`));
      const { changes } = db.prepare(statement).run();
      db.close();
      expect(Number(changes)).toBeGreaterThan(0);
    },
    rows<Row>(database: string, query: string) {
      const db = new DatabaseSync(join(folder, 'records', `${database}.sqlite`), { readOnly: true });
      const found = db.prepare(query).all() as [Row, ...Row[]];
      db.close();
      return found;
    },
    async putBack(old, ...parts) {
      for (const part of parts) {
        await rm(join(folder, part), { recursive: true, force: true });
        for (const tail of ['-wal', '-shm']) await rm(join(folder, part + tail), { force: true });
        await cp(join(root, old, part), join(folder, part), { recursive: true });
      }
    },
    stopWitness: witness.close,
    async troubles(awaited) {
      for (let tries = 0; ; tries += 1) {
        const answer = await fetch(new URL('/api/health', await served()));
        const codes = ((await answer.json()) as { problems: { code: string }[] }).problems.map(({ code }) => code);
        if (awaited === undefined || codes.includes(awaited) || tries > 100) return codes;
        await sleep(300);
      }
    },
    witnessedAfter: async (old) => witnessed(folder, await readFile(join(root, old, 'trace-log/checkpoint'), 'utf8')),
    async failures(qr, ...args) {
      const answer = await fetch(new URL(`${page}/lot.json`, await served()));
      expect(answer.status).toBe(200);
      const file = join(own, 'lot.json');
      await writeFile(file, await answer.text());
      const { stdout } = await farm.run('verify', file, '--policy', join(folder, 'policy.txt'), '--qr', qr, '--json', ...args); // prettier-ignore
      const { steps } = JSON.parse(stdout) as Verified;
      return steps.filter(({ state: is }) => is === 'failed').flatMap(({ step, reasons }) => reasons.map(({ code, values }) => `${step} ${code}${values.seq === undefined ? '' : `@${values.seq}`}`)); // prettier-ignore
    },
    async checkedSince(saved) {
      const args = ['--policy', join(folder, 'policy.txt'), '--since', join(root, saved, 'trace-log/checkpoint')];
      const { code, stderr } = await farm.run('log', 'check', join(folder, 'trace-log'), ...args);
      return code === 0 ? 'ok' : (/^\w+/.exec(stderr)?.[0] ?? stderr);
    },
    serve: async () => new URL(page, await served()).href,
  };
}

interface Verified {
  readonly verdict: string;
  readonly steps: readonly {
    readonly step: string;
    readonly state: string;
    readonly reasons: readonly { readonly code: string; readonly values: { readonly seq?: number } }[];
  }[];
}
