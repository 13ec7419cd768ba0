import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bucket, s3rverKeys, startS3rver } from '../support/s3rver.ts';
import { startServer } from '../support/command.ts';
import { harvestedSeason, harvestLot, lotFarm, season, type LotFarm } from '../support/lot-farm.ts';

const publicUrl = 'http://localhost';

/** Makes the log of a farm lie in this bucket from the next start on. */
async function useBucket({ folder }: LotFarm, endpoint: string): Promise<void> {
  const path = join(folder, 'fieldlapse.yaml');
  const config = JSON.parse(await readFile(path, 'utf8')) as { traceability: object };
  const traceability = { ...config.traceability, tiles: { endpoint, bucket, prefix: 'farm/' } };
  await writeFile(path, JSON.stringify({ ...config, traceability }));
  await writeFile(join(folder, 'secrets/bucket-keys.json'), JSON.stringify(s3rverKeys), { mode: 0o600 });
}

describe('a log in a bucket', { timeout: 240_000 }, () => {
  it('is moved there from the disk, checked by its address, and waits while the bucket is away', async () => {
    const farm = await lotFarm(publicUrl);
    const { folder, run, must } = farm;
    await harvestedSeason(farm);
    await must('lot', 'label', harvestLot);
    const objects = join(folder, 'objects');
    let store = await startS3rver(objects);
    onTestFinished(async () => store.close());
    const { endpoint } = store;
    await useBucket(farm, endpoint);

    // Nothing is there yet: a log that went on now would be a fork.
    expect((await run('log', 'key', 'rotate')).stderr).toContain('LOG_ROLLED_BACK');
    expect(await must('log', 'copy')).toMatch(/^localhost\/log: \d+ entries copied/);
    await rm(join(folder, 'trace-log'), { recursive: true });
    expect(await must('log', 'check')).toContain('every entry and tile computed again: ok');

    const server = await startServer(['--only', 'traceability,dashboards'], { FIELDLAPSE_DATA: folder });
    onTestFinished(async () => void (await server.stop()));
    const policy = join(folder, 'policy.txt');
    const served = `${server.url}/trace/log/`;
    await writeFile(policy, await (await fetch(`${server.url}/trace/policy.txt`)).text());
    expect(await must('log', 'check', served, '--policy', policy)).toContain('computed again: ok');
    const checkpoint = await fetch(`${served}checkpoint`);
    expect(checkpoint.headers.get('cache-control')).toBe('no-cache');
    const [origin, size] = (await checkpoint.text()).split('\n');
    expect(origin).toBe('localhost/log');
    expect((await run('log', 'check', `${server.url}/nothing`, '--policy', policy)).stderr).toContain('LOG_MISSING');

    await store.close();
    const health = async () => (await fetch(`${server.url}/api/health`)).text();
    await must('lot', 'irrigate', season, '--at', '2026-01-10 14:00', '--litres', '4000');
    await expect.poll(health, { timeout: 60_000, interval: 500 }).toContain('BUCKET_UNREACHABLE');
    expect((await fetch(`${served}checkpoint`)).status).toBe(503);
    store = await startS3rver(objects, Number(new URL(endpoint).port));
    await expect.poll(health, { timeout: 60_000, interval: 500 }).not.toContain('BUCKET');
    const checked = await must('log', 'check', served, '--policy', policy, '--json');
    expect(JSON.parse(checked)).toMatchObject({ size: Number(size) + 1 });
  });

  it('a server that starts while the bucket is away opens the log once it is back', async () => {
    const farm = await lotFarm(publicUrl);
    const { folder, run } = farm;
    await harvestedSeason(farm);
    const objects = join(folder, 'objects');
    const { endpoint, close } = await startS3rver(objects);
    await close();
    await useBucket(farm, endpoint);
    const server = await startServer(['--only', 'traceability,dashboards'], { FIELDLAPSE_DATA: folder });
    onTestFinished(async () => void (await server.stop()));
    expect(await (await fetch(`${server.url}/api/health`)).text()).toContain('BUCKET_UNREACHABLE');
    const store = await startS3rver(objects, Number(new URL(endpoint).port));
    onTestFinished(store.close);
    await expect
      .poll(async () => (await fetch(`${server.url}/trace/log/checkpoint`)).status, { timeout: 60_000, interval: 500 })
      .toBe(200);
    await chmod(join(folder, 'secrets/bucket-keys.json'), 0o644);
    expect((await run('log', 'check')).stderr).toContain('BUCKET_KEYS_REFUSED');
  });
});
