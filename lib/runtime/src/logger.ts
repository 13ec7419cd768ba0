import { pino, stdSerializers, type DestinationStream, type Logger as PinoLogger } from 'pino';

/** What services log with: `logger.info({camera}, 'text')`, an error as `{error}`; `child` adds fields. */
export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error'> & { child(fields: object): Logger };

const censored = '[secret]';
const suspicious = /token|password|secret|authorization|cookie|:\/\//i;
const secretField = /(token|password|secret|authorization|cookie)$/i;
const addressCredentials = /(:\/\/)[^\s/@"]+@/g;

/** A JSON line without what somebody logged by mistake: secret fields at any depth, user and password in addresses. */
export function withoutSecrets(line: string): string {
  if (!suspicious.test(line)) return line;
  const censor = (key: string, value: unknown): unknown => {
    if (secretField.test(key)) return censored;
    return typeof value === 'string' ? value.replace(addressCredentials, `$1${censored}@`) : value;
  };
  return `${JSON.stringify(JSON.parse(line, censor))}\n`;
}

/** A logger of JSON lines to the file `path`, or to stderr. */
export function createLogger(options: { name: string; level?: string; path?: string }): Logger {
  const output = pino.destination(options.path ? { dest: options.path, mkdir: true, sync: true } : 2);
  const censor: DestinationStream = { write: (line) => output.write(withoutSecrets(line)) };
  const serializers = { error: stdSerializers.err };
  return pino({ name: options.name, level: options.level ?? 'info', serializers }, censor) as Logger;
}

/** Says nothing; for tests. */
export const silentLogger: Logger = pino({ level: 'silent' }) as Logger;
