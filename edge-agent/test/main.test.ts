import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { cleanup, freePort, temporaryFolder, until } from './testbed.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

async function start(config: string) {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'edge.yaml'), config);
  const child = spawn(process.execPath, [main, 'edge.yaml', '--folder', 'spool'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  cleanup(() => child.kill('SIGKILL'));
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const said = child.stderr.toArray().then((parts) => Buffer.concat(parts as Buffer[]).toString());
  return { child, folder, ended, said };
}

describe('the agent as a program', () => {
  it('runs without a server in reach and ends cleanly on SIGTERM', async () => {
    const server = `{ host: 127.0.0.1, port: ${await freePort()}, token: secret }`;
    const { child, folder, ended } = await start(`site: farm\ndevice: node-1\nserver: ${server}\n`);
    await until(() => existsSync(join(folder, 'spool', 'ballast')));
    child.kill('SIGTERM');
    expect((await ended)[0]).toBe(0);
  });

  it('refuses a wrong configuration with its place and the field that was meant', async () => {
    const { ended, said } = await start('site: farm\ndevice: node-1\nserver: { host: h, token: t }\ncamera: []\n');
    expect((await ended)[0]).toBe(1);
    expect(await said).toMatch(/edge\.yaml:4:1: unknown field "camera", did you mean "cameras"\?/);
  });
});
