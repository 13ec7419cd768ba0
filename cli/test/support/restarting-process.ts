import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A process that is started again whenever it has been killed, until `close()`. */
export interface RestartingProcess {
  readonly name: string;
  readonly kills: number;
  /** Resolves when the process has ended by itself with code 0. */
  readonly finished: Promise<void>;
  /** SIGKILL; a new one starts at once. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export function restartingProcess(name: string, args: readonly string[]): RestartingProcess {
  const finished = Promise.withResolvers<void>();
  let kills = 0;
  let closing = false;
  let stderr = '';
  let child = start();

  function start(): ChildProcess {
    const started = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    started.stderr?.on('data', (text: Buffer) => (stderr = (stderr + text.toString()).slice(-2000)));
    started.once('exit', (code, signal) => {
      if (closing || signal === 'SIGKILL') return;
      if (code === 0) finished.resolve();
      else finished.reject(new Error(`${name} ended with code ${code}: ${stderr}`));
    });
    return started;
  }

  async function end(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  finished.promise.catch(() => {});
  return {
    name,
    get kills() {
      return kills;
    },
    finished: finished.promise,
    async kill() {
      if (child.exitCode !== null) return;
      await end();
      kills += 1;
      child = start();
    },
    async close() {
      closing = true;
      await end();
    },
  };
}
