import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export const main = join(import.meta.dirname, '../../src/main.ts');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `fieldlapse …` to its end. */
export async function fieldlapse(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, ...env } });
  return finished(child);
}

export async function finished(child: ChildProcess): Promise<Finished> {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.on('data', (text: Buffer) => (texts[name] += text.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...texts };
}

/** A server that runs until `stop()`, which sends Ctrl-C and resolves with what it printed. */
export interface RunningServer {
  /** Address of the page. */
  readonly url: string;
  stop(): Promise<Finished>;
}

export async function startServer(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<RunningServer> {
  const child = spawn(process.execPath, [main, 'start', ...args], { env: { ...process.env, ...env } });
  const ended = finished(child);
  const url = new Promise<string>((resolve, reject) => {
    let seen = '';
    child.stdout.on('data', (text: Buffer) => {
      seen += text.toString();
      const address = /https?:\/\/\S+/.exec(seen);
      if (address) resolve(address[0]);
    });
    ended.then(({ code, stderr }) => reject(new Error(`start ended with ${code}: ${stderr}`)), reject);
  });
  return {
    url: await url,
    async stop() {
      child.kill('SIGINT');
      return ended;
    },
  };
}
