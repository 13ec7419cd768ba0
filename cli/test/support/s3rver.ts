import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const script = join(import.meta.dirname, '../../../traceability/test/support/buckets/s3rver-process.ts');

/** The bucket that it has, and the one pair of keys that it knows. */
export const bucket = 'records';
export const s3rverKeys = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/** A bucket of s3rver on loopback, its objects below a folder; at any port where none is asked for. */
export async function startS3rver(folder: string, port = 0): Promise<{ endpoint: string; close(): Promise<void> }> {
  const server = fork(script, [folder, String(port)]);
  const ended = once(server, 'close');
  const [endpoint] = (await once(server, 'message')) as [string];
  return {
    endpoint,
    async close() {
      server.kill();
      await ended;
    },
  };
}
