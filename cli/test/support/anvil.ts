import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Path of anvil; undefined where its optional package is not installed. */
export const anvilPath = ((): string | undefined => {
  try {
    const manifest = createRequire(import.meta.url).resolve('@foundry-rs/anvil-linux-amd64/package.json');
    return join(dirname(manifest), 'bin', 'anvil');
  } catch {
    console.warn('skipped: @foundry-rs/anvil-linux-amd64 is not installed (linux x64 only)');
    return undefined;
  }
})();

/** Calls a method of the chain. */
export type Rpc = (method: string, ...params: readonly unknown[]) => Promise<unknown>;

/** Starts a chain of one machine on a free port of loopback; it ends with the test. */
export async function startAnvil(): Promise<{ readonly url: string; readonly rpc: Rpc }> {
  const home = await mkdtemp(join(tmpdir(), 'fieldlapse-anvil-'));
  const child = spawn(anvilPath!, ['--host', '127.0.0.1', '--port', '0', '--accounts', '1'], {
    env: { ...process.env, HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(home, { recursive: true, force: true });
  });
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (part: Buffer) => {
      text += part.toString();
      const address = /Listening on (127\.0\.0\.1:\d+)/.exec(text)?.[1];
      if (address !== undefined) resolve(`http://${address}`);
    });
    child.once('error', reject);
    ended.then(() => reject(new Error(`anvil ended: ${text}`)), reject);
  });
  return {
    url,
    async rpc(method, ...params) {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
      const answer = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
      return ((await answer.json()) as { result: unknown }).result;
    },
  };
}
