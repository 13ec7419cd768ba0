import { pino, type Logger as PinoLogger } from 'pino';

/** What services log with: `logger.info({camera}, 'text')`; `child` adds fields. */
export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error'> & { child(fields: object): Logger };

// Whatever somebody logs by mistake: these fields never reach the output.
const secretPaths = ['token', 'password', 'secret', 'authorization', '*.token', '*.password', '*.secret', '*.authorization'];

/** A logger of JSON lines to `destination` (stderr by default). */
export function createLogger(options: { name: string; level?: string; path?: string }): Logger {
  return pino(
    { name: options.name, level: options.level ?? 'info', redact: { paths: secretPaths, censor: '[secret]' } },
    pino.destination(options.path ? { dest: options.path, mkdir: true, sync: true } : 2),
  ) as Logger;
}

/** Says nothing; for tests. */
export const silentLogger: Logger = pino({ level: 'silent' }) as Logger;
