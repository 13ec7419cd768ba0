import { createReadStream, existsSync } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { FieldlapseError } from '@fieldlapse/contracts';
import type { Logger } from '@fieldlapse/runtime';
import { asStoreError } from '../../store-error.ts';

const code = 'SERIES_POINT_REFUSED';
const mostLogged = 20;

/** Lines that InfluxDB refuses for ever, each with its answer, for people to look at. */
export interface Quarantine {
  /** Durable when it resolves. Throws `SERIES_BUFFER_FULL`, `STORE_FULL`. */
  add(line: string, answer: string): Promise<void>;
  count(): number;
}

/** The quarantine in the JSON lines file at `path`, which processes share: `{v, at, code, answer, line}`. */
export async function openQuarantine(path: string, maxBytes: number, logger: Logger): Promise<Quarantine> {
  let count = await countLines(path);
  let logged = 0;
  return {
    async add(line, answer) {
      const entry = { v: 1, at: new Date().toISOString(), code, answer, line };
      let file: FileHandle | undefined;
      try {
        file = await open(path, 'a', 0o600);
        const { size } = await file.stat();
        if (size === 0) count = 0; // Somebody has dealt with it and deleted it.
        if (size >= maxBytes) {
          throw new FieldlapseError('SERIES_BUFFER_FULL', `${path} has reached ${maxBytes} bytes; last: ${answer}`);
        }
        await file.appendFile(`${JSON.stringify(entry)}\n`);
        await file.datasync();
      } catch (error) {
        throw asStoreError(error, path);
      } finally {
        await file?.close();
      }
      count += 1;
      logged += 1;
      if (logged <= mostLogged) logger.warn({ code, answer, line }, 'InfluxDB refuses a point; it is in quarantine');
    },
    count: () => (existsSync(path) ? count : 0),
  };
}

async function countLines(path: string): Promise<number> {
  if (!(await stat(path).catch(() => undefined))) return 0;
  let lines = 0;
  for await (const line of createInterface({ input: createReadStream(path) })) lines += line === '' ? 0 : 1;
  return lines;
}
