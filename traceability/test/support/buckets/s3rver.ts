import { createHash, randomBytes } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
// @ts-expect-error: it has no types.
import untyped from 's3rver';

interface StoredBody {
  bucket: string;
  key: string;
  content: Readable;
  metadata: object;
}

interface S3rver {
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
  httpServer: { closeAllConnections(): void };
  store: {
    getResourcePath(bucket: string, key: string, kind: string): string;
    putMetadata(bucket: string, key: string, metadata: object, md5: string): Promise<void>;
    putObject(body: StoredBody): Promise<{ size: number; md5: string }>;
  };
}

const Server = untyped as new (options: object) => S3rver;

export const bucket = 'records';
/** The one pair of keys that s3rver knows. */
export const s3rverKeys = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/** s3rver on loopback with a bucket, its objects below a folder; at any port where none is asked for. */
export async function startS3rver(directory: string, at = 0): Promise<{ endpoint: string; close(): Promise<void> }> {
  await mkdir(directory, { recursive: true });
  const server = new Server({
    ...{ address: '127.0.0.1', port: at, silent: true, directory, vhostBuckets: false },
    configureBuckets: [{ name: bucket, configs: [] }],
  });
  const { store } = server;
  // It writes an object in place and answers before it has; what S3 promises is all or nothing, and durable.
  store.putObject = async ({ bucket: name, key, content, metadata }) => {
    const bytes = Buffer.concat(await content.toArray());
    const path = store.getResourcePath(name, key, 'object');
    const draft = join(directory, `.${randomBytes(9).toString('hex')}`);
    const md5 = createHash('md5').update(bytes).digest('hex');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(draft, bytes, { flush: true });
    await rename(draft, path);
    await store.putMetadata(name, key, metadata, md5);
    return { size: bytes.length, md5 };
  };
  const { port } = await server.run();
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      server.httpServer.closeAllConnections();
      await server.close();
    },
  };
}
