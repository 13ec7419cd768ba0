import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** First account of every anvil: public, and rich there. */
export const richKey = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';

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

/** A chain of one machine that makes a block for each transaction, as long as it is not told otherwise. */
export interface Anvil {
  readonly url: string;
  rpc<T = unknown>(method: string, ...params: readonly unknown[]): Promise<T>;
  mine(blocks: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a chain on a free port of loopback; it ends with the test. */
export async function startAnvil({ chainId = 31337, port = 0, hardfork = 'prague' } = {}): Promise<Anvil> {
  const home = await mkdtemp(join(tmpdir(), 'fieldlapse-anvil-'));
  const where = ['--host', '127.0.0.1', '--port', String(port), '--chain-id', String(chainId)];
  const args = [...where, '--accounts', '1', '--hardfork', hardfork];
  const child = spawn(anvilPath!, args, { env: { ...process.env, HOME: home }, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    await rm(home, { recursive: true, force: true });
  };
  onTestFinished(stop);
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
  async function rpc<T>(method: string, ...params: readonly unknown[]): Promise<T> {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const answer = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    const { result, error } = (await answer.json()) as { result: T; error?: { message: string } };
    if (error) throw new Error(error.message);
    return result;
  }
  return { url, rpc, stop, mine: (blocks) => rpc('anvil_mine', `0x${blocks.toString(16)}`) };
}
