import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * Runs a writer script, which prints a line for each write that was confirmed to it, and kills it with SIGKILL after
 * `lines` of them. Resolves, when it is gone, to all lines that it printed.
 */
export async function runUntilKilled(script: string, args: readonly string[], lines: number): Promise<string[]> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const confirmed: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    confirmed.push(line);
    if (confirmed.length === lines) child.kill('SIGKILL');
  }
  await exited;
  return confirmed;
}
