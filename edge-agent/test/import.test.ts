import { silentLogger, systemClock } from '@fieldlapse/runtime';
import { describe, expect, it } from 'vitest';
import { importFrames, type ImportOptions } from '../src/index.ts';
import { picture } from './pictures.ts';
import { site, startServer } from './server.ts';
import { freePort, hasMosquitto, startBroker, temporaryFolder } from './testbed.ts';

const start = Date.UTC(2025, 5, 1);

function photos(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    name: `${index}.jpg`,
    jpeg: picture(30_000),
    capturedAt: start + index * 3_600_000,
  }));
}

async function* stream<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

function importing(
  port: number,
  folder: string,
  list: ReturnType<typeof photos>,
  options: Partial<ImportOptions> = {},
) {
  return importFrames({
    config: { site, camera: 'old', host: '127.0.0.1', port, token: 'secret' },
    folder,
    frames: stream(list),
    clock: systemClock,
    logger: silentLogger,
    ...options,
  });
}

describe.skipIf(!hasMosquitto)('an import', () => {
  it('stores every picture once; a second one finds them all and sends no byte of them', async () => {
    const { port } = await startBroker();
    const server = await startServer(port, { device: 'import-old' });
    const list = photos(300);
    expect(await importing(port, await temporaryFolder(), list)).toEqual({ stored: 300, duplicate: 0, rejected: [] });
    const bytes = server.payload.chunkBytes;
    expect([...server.stored.values()][0]).toMatchObject({ boot: 'import', clk: 'rtc', camera: 'old' });
    expect(await importing(port, await temporaryFolder(), list)).toEqual({ stored: 0, duplicate: 300, rejected: [] });
    expect(server.payload.chunkBytes).toBe(bytes);
  });

  it('says which pictures were rejected and why, and stores the others', async () => {
    const { port } = await startBroker();
    await startServer(port, {
      device: 'import-old',
      judge: ({ f, seq }) => (seq === start ? { f, s: 'bad', code: 'QUOTA', message: 'no more' } : undefined),
    });
    const list = photos(4);
    list[1]!.jpeg = Buffer.from('no picture');
    list[3] = { ...list[2]!, name: 'copy.jpg' };
    const summary = await importing(port, await temporaryFolder(), list);
    expect(summary).toMatchObject({ stored: 1, duplicate: 1 });
    expect(summary.rejected).toHaveLength(2);
    expect(summary.rejected).toContainEqual({ name: '0.jpg', code: 'QUOTA', message: 'no more' });
    expect(summary.rejected.find(({ name }) => name === '1.jpg')?.code).toBe('NOT_A_JPEG');
  });

  it('that is stopped goes on where it was', async () => {
    const { port } = await startBroker();
    const server = await startServer(port, { device: 'import-old' });
    const folder = await temporaryFolder();
    const list = photos(200);
    const stop = new AbortController();
    const first = importing(port, folder, list, {
      signal: stop.signal,
      onProgress: ({ stored }) => stored > 50 && stop.abort(new Error('interrupted')),
    });
    await expect(first).rejects.toThrow('interrupted');
    const summary = await importing(port, folder, list);
    expect(summary.stored + summary.duplicate).toBe(200);
    expect(server.stored.size).toBe(200);
    expect(server.payload.chunkBytes).toBeLessThan(200 * 30_000 * 1.2);
  });

  it('tells how far it is', async () => {
    const { port } = await startBroker();
    await startServer(port, { device: 'import-old' });
    const seen: number[] = [];
    await importing(port, await temporaryFolder(), photos(10), {
      onProgress: ({ spooled, stored }) => seen.push(spooled, stored),
    });
    expect(seen.at(-1)).toBe(10);
  });

  it('without a server ends with a clear error when it is interrupted', async () => {
    const stop = new AbortController();
    const waiting = importing(await freePort(), await temporaryFolder(), photos(2), { signal: stop.signal });
    setTimeout(() => stop.abort(new Error('interrupted')), 300);
    await expect(waiting).rejects.toThrow('interrupted');
  });
});
