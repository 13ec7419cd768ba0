import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FieldlapseError } from '@fieldlapse/contracts';
import { createLogger, silentLogger, withoutSecrets, type Logger } from '@fieldlapse/runtime';

let folder: string;
let logger: Logger;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldlapse-logger-'));
  logger = createLogger({ name: 'edge', path: join(folder, 'logs', 'edge.log') });
});
afterEach(() => rm(folder, { recursive: true }));

const logged = async () => {
  const text = await readFile(join(folder, 'logs', 'edge.log'), 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
};

describe('createLogger', () => {
  it('writes a JSON line with name, fields of its children and text; debug only when asked for', async () => {
    logger.debug('unheard');
    logger.child({ camera: 'cam-1' }).warn({ bytes: 12 }, 'too dark');
    const lines = await logged();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ name: 'edge', level: 40, camera: 'cam-1', bytes: 12, msg: 'too dark' });
  });

  it('writes message, code and cause of an error', async () => {
    const error = new FieldlapseError('BAD_CHUNK', 'chunk is short', { cause: new Error('cable') });
    logger.error({ error }, 'frame lost');
    const [line] = await logged();
    expect(line).toMatchObject({ error: { code: 'BAD_CHUNK' } });
    expect(JSON.stringify(line)).toContain('chunk is short');
    expect(JSON.stringify(line)).toContain('cable');
  });

  it('never lets a secret out: at any depth, in children, in errors, in addresses, quotes or not', async () => {
    const secret = 'k9"x\\7,}z';
    const config = {
      server: { token: secret, mqtt: { Password: secret, port: 1883 } },
      cameras: [{ clientSecret: secret }],
    };
    logger.info({ token: secret, config, headers: { Authorization: `Bearer ${secret}`, cookie: secret } }, 'started');
    logger.child({ config }).info('child');
    logger.error(
      { error: Object.assign(new Error('rtsp://admin:hunter2@10.0.0.7:554/1 timed out'), { password: secret }) },
      'camera',
    );
    logger.info({ pin: { password: 1234, secret: { value: secret }, token: [secret] } }, 'other kinds');
    const text = await readFile(join(folder, 'logs', 'edge.log'), 'utf8');
    for (const leak of ['k9', 'hunter2', 'admin', '1234']) expect(text).not.toContain(leak);
    const lines = await logged();
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatchObject({ token: '[secret]', config: { server: { mqtt: { port: 1883 } } } });
    expect(text).toContain('rtsp://[secret]@10.0.0.7:554/1 timed out');
  });
});

it('withoutSecrets leaves a line as it is where nothing in it is secret', () => {
  const line = '{"tokenFile":"/etc/token","msg":"see http://10.0.0.1/a@b and mail a@b.vn","pass":true}\n';
  expect(withoutSecrets(line)).toBe(line);
});

it('the silent logger takes everything and says nothing', () => {
  expect(() => silentLogger.child({ a: 1 }).error('x')).not.toThrow();
});
