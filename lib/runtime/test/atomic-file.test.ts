import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileDurably } from '@fieldlapse/runtime';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldlapse-atomic-'));
});
afterEach(() => rm(folder, { recursive: true }));

const source = new URL('../src/atomic-file.ts', import.meta.url).href;

describe('writeFileDurably', () => {
  it('makes missing folders, writes the bytes with their mode and leaves nothing else', async () => {
    const path = join(folder, 'secrets', 'a', 'token');
    await writeFileDurably(path, Buffer.from([0, 1, 255]), 0o600);
    expect(await readFile(path)).toEqual(Buffer.from([0, 1, 255]));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, 'secrets', 'a'))).toEqual(['token']);
  });

  it('leaves the old file and no temporary one where writing fails', async () => {
    const path = join(folder, 'state');
    await writeFileDurably(join(path, 'inside'), 'x');
    // `path` is a folder with something in it: the rename onto it must fail.
    await expect(writeFileDurably(path, 'new')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(await readdir(folder)).toEqual(['state']);
  });

  it('of many writers at once one wins whole', async () => {
    const path = join(folder, 'state');
    const texts = Array.from({ length: 40 }, (_, n) => String(n).repeat(50_000));
    await Promise.all(texts.map((text) => writeFileDurably(path, text)));
    expect(texts).toContain(await readFile(path, 'utf8'));
    expect(await readdir(folder)).toEqual(['state']);
  });

  it('a process killed while writing leaves the old file or the new one, never half of one', async () => {
    const path = join(folder, 'state');
    await writeFile(path, 'a'.repeat(300_000));
    const program = `import { writeFileDurably } from ${JSON.stringify(source)};
      for (let n = 0; ; n += 1) {
        await writeFileDurably(${JSON.stringify(path)}, 'abcdefgh'[n % 8].repeat(300_000));
        if (n === 0) process.stdout.write('writing');
      }`;
    for (let kill = 0; kill < 6; kill += 1) {
      const writer = spawn(process.execPath, ['--input-type=module', '-e', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(writer.stdout, 'data');
      await wait(kill * 3);
      writer.kill('SIGKILL');
      await once(writer, 'exit');
      const text = await readFile(path, 'utf8');
      expect(text).toHaveLength(300_000);
      expect(new Set(text).size).toBe(1);
    }
    // What a crash left behind is in nobody's way.
    await writeFileDurably(path, 'new');
    expect(await readFile(path, 'utf8')).toBe('new');
  });
});
