import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldlapse, finished, main } from '../support/command.ts';
import { writeTracedLot, type TracedLot } from '../support/traced-lot.ts';

let traced: TracedLot;
beforeAll(async () => {
  traced = await writeTracedLot(await mkdtemp(join(tmpdir(), 'fieldlapse-trace-')), 12);
});
afterAll(() => rm(traced.data, { recursive: true, force: true }));

interface Verified {
  verdict: string;
  steps: { step: string; state: string; reasons: { code: string }[] }[];
}
const verified = async (...args: string[]): Promise<{ code: number | null } & Verified> => {
  const { code, stdout, stderr } = await fieldlapse(['verify', ...args, '--json']);
  expect(stderr).toBe('');
  return { code, ...(JSON.parse(stdout) as Verified) };
};

describe('fieldlapse verify', () => {
  it('is green with policy and QR code, amber without, red for a changed file; the exit code says so', async () => {
    const { lotFile, policyFile, qr, data } = traced;
    expect(await verified(lotFile, '--policy', policyFile, '--qr', qr)).toMatchObject({ code: 0, verdict: 'green' });
    expect(await verified(lotFile)).toMatchObject({ code: 2, verdict: 'amber' });
    const changed = join(data, 'changed.json');
    await writeFile(changed, (await readFile(lotFile, 'utf8')).replace('27.125', '25.125'));
    const red = await verified(changed, '--policy', policyFile, '--qr', qr);
    expect(red).toMatchObject({ code: 1, verdict: 'red' });
    expect(red.steps.filter(({ state }) => state === 'failed').map(({ step }) => step)).toEqual(['entries']);
  });

  it('tells a person the steps in Vietnamese and English', async () => {
    const { lotFile, policyFile, qr } = traced;
    const args = ['verify', lotFile, '--policy', policyFile, '--qr', qr];
    const english = (await fieldlapse([...args, '--lang', 'en'])).stdout;
    expect(english).toContain('✓ No event left out or moved: ok\n    16 entries in 2 chains'.replace('16', '15'));
    expect((await fieldlapse(args)).stdout).toContain('✓ Không bỏ sót, không đảo thứ tự: đạt');
  });

  it('checks a .tlog-proof, and refuses a QR code or policy that is none', async () => {
    const { proofFile, policyFile, lotFile } = traced;
    expect(await verified(proofFile, '--policy', policyFile)).toMatchObject({ code: 0, verdict: 'green' });
    const wrong = await fieldlapse(['verify', lotFile, '--qr', 'https://trace.example/']);
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toContain('PROOF_REFUSED');
    expect((await fieldlapse(['verify', lotFile, '--policy', lotFile])).stderr).toContain('wrong at line 1');
  });
});

describe('fieldlapse log', () => {
  it('checks the folder, also against a saved checkpoint, and names a file that was edited', async () => {
    const { data, policyFile } = traced;
    const folder = join(data, 'trace-log');
    const saved = join(folder, 'checkpoint');
    const right = await fieldlapse(['log', 'check', folder, '--policy', policyFile, '--since', saved, '--json']);
    expect(JSON.parse(right.stdout)).toMatchObject({ origin: 'trace.example/log', size: 16, continues: [16] });
    const tile = join(folder, 'tile/entries/000.p/16');
    const bytes = await readFile(tile);
    await writeFile(tile, Buffer.from(bytes.toString('latin1').replace('"s":4', '"s":5'), 'latin1'));
    const wrong = await fieldlapse(['log', 'check', folder, '--policy', policyFile]);
    expect(wrong).toMatchObject({ code: 1 });
    expect(wrong.stderr).toContain('LOG_EDITED');
    await writeFile(tile, bytes);
  });

  it('makes keys, rotates and retires them, and replaces a log whose key was stolen', async () => {
    const data = await mkdtemp(join(tmpdir(), 'fieldlapse-keys-'));
    const run = async (...args: string[]) => {
      const { code, stdout, stderr } = await fieldlapse(['log', ...args, '--data', data]);
      expect(stderr).not.toMatch(/PRIVATE/);
      return { code, stdout, stderr, keys: [...stdout.matchAll(/# key ([0-9a-f]{8})/g)].map(([, id]) => id!) };
    };
    const first = await run('key', 'create', '--origin', 'trace.example/a');
    expect(first.keys).toHaveLength(1);
    expect((await stat(join(data, 'secrets/trace-keys.json'))).mode & 0o777).toBe(0o600);
    expect((await run('key', 'create', '--origin', 'trace.example/a')).stderr).toContain('LOG_KEY_REFUSED');
    expect((await run('key', 'rotate')).keys).toHaveLength(2);
    const { keys } = await run('key', 'retire', first.keys[0]!);
    expect(keys).toHaveLength(1);
    expect(keys).not.toEqual(first.keys);
    const policy = join(data, 'policy.txt');
    await writeFile(policy, (await run('key', 'show')).stdout);
    expect((await fieldlapse(['log', 'check', join(data, 'trace-log'), '--policy', policy])).stdout).toContain(
      '3 entries',
    );
    const replaced = await run('replace', '--origin', 'trace.example/b');
    expect(replaced.stderr).toContain('trace-log.closed-3');
    expect(replaced.stdout).toContain('trace.example/b');
    expect((await run('key', 'rotate')).code).toBe(0);
    expect(await readFile(join(data, 'trace-log/tile/entries/000.p/1'), 'utf8')).toContain('"o":"trace.example/a"');
    await rm(data, { recursive: true });
  });

  it('runs a witness that keeps its key', async () => {
    const folder = join(traced.data, 'witness');
    const vkey = /log (\S+)/.exec(await readFile(traced.policyFile, 'utf8'))![1]!;
    const lines: string[] = [];
    for (let start = 0; start < 2; start += 1) {
      const args = ['log', 'witness', '--name', 'witness.example/a', '--folder', folder, '--log', vkey, '--port', '0'];
      const child = spawn(process.execPath, [main, ...args]);
      const ended = finished(child);
      await once(child.stdout, 'data');
      child.kill('SIGINT');
      const { code, stdout } = await ended;
      expect(code).toBe(0);
      lines.push(/witness NAME (\S+)/.exec(stdout)![1]!);
    }
    expect(lines[1]).toBe(lines[0]);
    expect((await stat(join(folder, 'witness-key'))).mode & 0o777).toBe(0o600);
  });
});
