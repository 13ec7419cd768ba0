import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  cosignaturesOf,
  judgeCheckpoint,
  keyText,
  parseCheckpoint,
  parseKey,
  parsePolicy,
  signerOf,
  toBase64,
  type VerifierKey,
} from '@fieldlapse/proof';
import { silentLogger } from '@fieldlapse/runtime';
import { openSqliteRecords } from '@fieldlapse/store';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  checkWithWitnesses,
  openDiskTiles,
  openWitnessedLog,
  startWitness,
  startWitnessRounds,
} from '../../src/index.ts';
import { addCheckpointBody } from '../../src/witness/add-checkpoint.ts';
import { logBed } from '../support/log-bed.ts';
import { event, lotTag, testKeys } from '../support/test-keys.ts';

const witnessKey = signerOf('witness.example/w', 'witness', new Uint8Array(32).fill(3));
const lot = lotTag('a lot');
const events = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => ({ lotTag: lot, seq: from + at, event: event(from + at) }));

async function witnessAt(folder: string, logs: readonly VerifierKey[] = testKeys.signers) {
  const witness = await startWitness({
    ...{ witness: witnessKey, logs, folder, host: '127.0.0.1', port: 0, now: Date.now, logger: silentLogger },
  });
  onTestFinished(witness.close);
  const policy = parsePolicy(
    `log ${keyText(testKeys.signers[0]!)}\nwitness w ${keyText(witnessKey)} ${witness.url}\nquorum w\n`,
  );
  return { ...witness, policy };
}

async function post(url: string, body: string | Uint8Array<ArrayBuffer>, path = '/add-checkpoint') {
  const response = await fetch(`${url}${path}`, { method: 'POST', body });
  return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
}

const vectors = join(import.meta.dirname, '../../../../shared/data/traceability/witness');
if (!existsSync(vectors)) console.warn(`skipped: ${vectors} is not there`);

describe.skipIf(!existsSync(vectors))("the requests of litewitness's own test", () => {
  it('are answered as there; for an unknown log by 404, as the specification has it since', async () => {
    const bed = await logBed();
    const { origin, publicKey } = sigsumLog();
    const witness = await witnessAt(bed.root, [parseKey(vkey(origin, publicKey))]);
    const requests = JSON.parse(readFileSync(join(vectors, 'litewitness.json'), 'utf8')) as {
      body: string;
      status: number;
      asserts: string;
    }[];
    expect(requests).toHaveLength(9);
    for (const { body, status, asserts } of requests) {
      const answer = await post(witness.url, body);
      expect(answer.status).toBe(asserts.includes('unknown log') ? 404 : status);
      const size = /body == "(\d+)\\n"/.exec(asserts)?.[1];
      if (size !== undefined) expect(answer).toMatchObject({ body: `${size}\n`, type: 'text/x.tlog.size' });
      const said = /body contains "([^"]+)"/.exec(asserts)?.[1]?.replace('example.com/witness', witnessKey.name);
      if (said !== undefined) expect(answer.body).toContain(said);
    }
  });

  function sigsumLog(): { origin: string; publicKey: Uint8Array } {
    const script = readFileSync(join(vectors, 'litewitness.txt'), 'utf8');
    const publicKey = Buffer.from(/add-sigsum-log -key=([0-9a-f]{64})/.exec(script)![1]!, 'hex');
    return { origin: /sigsum\.org\/v1\/tree\/[0-9a-f]{64}/.exec(script)![0], publicKey };
  }
});

/** A public key as text: its id is the beginning of a hash over name, type and key. */
function vkey(origin: string, publicKey: Uint8Array): string {
  const id = createHash('sha256').update(`${origin}\n\u0001`).update(publicKey).digest().subarray(0, 4);
  return keyText({ name: origin, use: 'log', id, publicKey });
}

describe('a witness', () => {
  it('cosigns a log as it grows, and remembers it after a restart', async () => {
    const bed = await logBed();
    const log = await bed.open();
    const first = await witnessAt(join(bed.root, 'witness'));
    expect(await checkWithWitnesses(log, first.policy.witnesses)).toEqual([
      { witness: 'witness.example/w', state: 'agrees' },
    ]);
    await log.append(events(0, 300));
    await first.close();
    const again = await witnessAt(join(bed.root, 'witness'));
    expect(await checkWithWitnesses(log, again.policy.witnesses)).toMatchObject([{ state: 'agrees' }]);
    const published = parseCheckpoint(await readFile(join(bed.folder, 'checkpoint'), 'utf8'));
    expect(judgeCheckpoint(published, again.policy).cosignatures).toHaveLength(1);
    expect(
      Math.abs(judgeCheckpoint(published, again.policy).cosignatures[0]!.seenAtS - Date.now() / 1000),
    ).toBeLessThan(300);
    const memory = JSON.parse(await readFile(join(bed.root, 'witness/witness.json'), 'utf8')) as object;
    expect(memory).toMatchObject({ heads: { 'log.example/test': { size: 301, root: toBase64(log.head().root) } } });
  });

  it('is shown new heads while the log runs', async () => {
    const bed = await logBed();
    const log = await bed.open();
    const witness = await witnessAt(join(bed.root, 'witness'));
    const rounds = startWitnessRounds(log, witness.policy.witnesses, silentLogger);
    onTestFinished(rounds.close);
    await log.append(events(0, 5));
    await expect
      .poll(() => cosignaturesOf(parseCheckpoint(log.head().note).note, witness.policy.witnesses).length, {
        timeout: 30_000,
      })
      .toBe(1);
    await rounds.close();
  });

  it('catches folder and records that were put back together', async () => {
    const bed = await logBed();
    const witness = await witnessAt(join(bed.root, 'witness'));
    const log = await bed.open();
    await log.append(events(0, 3));
    await log.close();
    for (const name of ['tlog', 'records'])
      await cp(join(bed.root, name), join(bed.root, 'old', name), { recursive: true });
    const longer = await bed.open();
    await longer.append(events(3, 6));
    await checkWithWitnesses(longer, witness.policy.witnesses);
    await longer.close();
    for (const name of ['tlog', 'records']) {
      await rm(join(bed.root, name), { recursive: true });
      await cp(join(bed.root, 'old', name), join(bed.root, name), { recursive: true });
    }
    const restored = await bed.open();
    await expect(checkWithWitnesses(restored, witness.policy.witnesses)).rejects.toThrow(
      'has seen 7 entries of log.example/test, here are 4',
    );
    // Going on from the old copy is a fork: at the same size, and beyond it.
    await restored.append(events(3, 6));
    await expect(checkWithWitnesses(restored, witness.policy.witnesses)).rejects.toMatchObject({ code: 'LOG_FORKED' });
    await restored.append(events(6, 9));
    await expect(checkWithWitnesses(restored, witness.policy.witnesses)).rejects.toMatchObject({ code: 'LOG_FORKED' });
  });

  it('is asked before anything is appended: an old copy that is opened with it signs nothing', async () => {
    const bed = await logBed();
    const witness = await witnessAt(join(bed.root, 'witness'));
    const log = await bed.open();
    await log.append(events(0, 3));
    await log.close();
    for (const name of ['tlog', 'records'])
      await cp(join(bed.root, name), join(bed.root, 'old', name), { recursive: true });
    const records = openSqliteRecords(join(bed.root, 'records'));
    onTestFinished(records.close);
    const options = async () => ({
      ...{ store: await openDiskTiles(bed.folder), records, keys: testKeys, policy: witness.policy },
      ...{ now: Date.now, logger: silentLogger },
    });
    const longer = await openWitnessedLog(await options());
    expect(longer.atStart).toMatchObject([{ state: 'agrees' }]);
    await longer.append(events(3, 6));
    await expect
      .poll(async () => JSON.stringify((await longer.records.lastCheckpoint())?.note.includes(witnessKey.name)), {
        timeout: 30_000,
      })
      .toBe('true');
    await longer.close();
    await records.close();
    for (const name of ['tlog', 'records']) {
      await rm(join(bed.root, name), { recursive: true });
      await cp(join(bed.root, 'old', name), join(bed.root, name), { recursive: true });
    }
    const before = await readFile(join(bed.folder, 'checkpoint'), 'utf8');
    const restored = openSqliteRecords(join(bed.root, 'records'));
    onTestFinished(restored.close);
    await expect(openWitnessedLog({ ...(await options()), records: restored })).rejects.toMatchObject({
      code: 'LOG_BEHIND_WITNESS',
    });
    expect(await readFile(join(bed.folder, 'checkpoint'), 'utf8')).toBe(before);
  });

  it('stops a log that runs once another copy of it has gone on', async () => {
    const bed = await logBed();
    const witness = await witnessAt(join(bed.root, 'witness'));
    const records = openSqliteRecords(join(bed.root, 'records'));
    onTestFinished(records.close);
    const store = await openDiskTiles(bed.folder);
    const options = { store, records, keys: testKeys, policy: witness.policy, now: Date.now, logger: silentLogger };
    const log = await openWitnessedLog(options);
    onTestFinished(log.close);
    expect(log.atStart).toMatchObject([{ state: 'agrees' }]);
    const copy = await (await logBed()).open();
    await copy.append(events(0, 3));
    await checkWithWitnesses(copy, witness.policy.witnesses);
    await log.append(events(0, 1));
    const codes = () => log.troubles().map(({ code }) => code);
    await expect.poll(codes, { timeout: 30_000 }).toEqual(['LOG_BEHIND_WITNESS']);
    const { size } = log.head();
    await expect(log.append(events(1, 2))).rejects.toMatchObject({ code: 'LOG_BEHIND_WITNESS' });
    expect(log.head().size).toBe(size);
  });

  it('that is away or has no address is reported as not checked', async () => {
    const bed = await logBed();
    const log = await bed.open();
    const { policy, close } = await witnessAt(join(bed.root, 'witness'));
    await close();
    expect(await checkWithWitnesses(log, policy.witnesses)).toMatchObject([{ state: 'notChecked' }]);
    const { url: _url, ...mute } = policy.witnesses[0]!;
    expect(await checkWithWitnesses(log, [mute])).toMatchObject([
      { state: 'notChecked', why: 'the policy has no address' },
    ]);
  });

  it('never cosigns two heads over each other, whatever order they come in', async () => {
    const bed = await logBed();
    const log = await bed.open();
    const witness = await witnessAt(join(bed.root, 'witness'));
    const heads = [log.head()];
    for (let at = 0; at < 10; at += 1) {
      await log.append(events(at, at + 1));
      heads.push(log.head());
    }
    const answers = await Promise.all(heads.map(({ note }) => post(witness.url, addCheckpointBody(0, [], note))));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(10);
  });

  it('refuses what is malformed, too large or asked elsewhere, and a memory that is damaged', async () => {
    const bed = await logBed();
    const log = await bed.open();
    const witness = await witnessAt(join(bed.root, 'witness'));
    const { note } = log.head();
    const statusOf = async (body: string) => (await post(witness.url, body)).status;
    expect(await statusOf('')).toBe(400);
    expect(await statusOf(`old 00\n\n${note}`)).toBe(400);
    expect(await statusOf(`old 0\nAAAA\n\n${note}`)).toBe(400);
    expect(await statusOf(`old 2\n\n${note}`)).toBe(400);
    expect(await statusOf(`old 0\r\n\r\n${note}`)).toBe(400);
    expect(await statusOf('x'.repeat(70_000))).toBe(413);
    expect((await post(witness.url, note, '/checkpoint')).status).toBe(404);
    expect((await post(witness.url, Uint8Array.of(255, 254))).status).toBe(413);
    expect(await statusOf(`old 0\n\n${note}`)).toBe(200);
    await witness.close();
    await writeFile(join(bed.root, 'witness/witness.json'), '{');
    await expect(witnessAt(join(bed.root, 'witness'))).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
  });
});
