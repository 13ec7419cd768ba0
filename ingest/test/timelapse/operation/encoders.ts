import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { sleep } from '@fieldlapse/runtime';

/** An ffmpeg that encodes a segment. */
export interface Encoder {
  readonly pid: number;
  /** How far it steps back behind other programs. */
  readonly niceness: number;
}

/** Resolves once a process, this one where none is named, has an encoder that has begun. */
export async function untilEncoding(parent = process.pid): Promise<Encoder> {
  for (;;) {
    const [found] = encodersOf(parent);
    if (found) return found;
    await sleep(3);
  }
}

function encodersOf(parent: number): Encoder[] {
  return readdirSync('/proc').flatMap((entry) => {
    try {
      // Fields of proc(5) behind the name of the program: state, parent, …; the 19th of all is the niceness.
      const [, program, rest = ''] = /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${entry}/stat`, 'utf8')) ?? [];
      const fields = rest.split(' ');
      if (program !== 'ffmpeg' || Number(fields[1]) !== parent) return [];
      const encodes = readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes('libx264');
      return encodes ? [{ pid: Number(entry), niceness: Number(fields[16]) }] : [];
    } catch {
      return []; // Not a process, or one that has ended.
    }
  });
}

export const isThere = (pid: number): boolean => existsSync(`/proc/${pid}`);
