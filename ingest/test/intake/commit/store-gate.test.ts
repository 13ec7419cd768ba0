import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jpegOf } from '../rig/jpeg.ts';
import { noMosquitto } from '../rig/mosquitto.ts';
import { startRig, until, type Rig } from '../rig/rig.ts';
import { metaOf, readingOf } from '../rig/wire-device.ts';

const disk = mkdtempSync(join(tmpdir(), 'fieldlapse-small-disk-'));
const mount = () => execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk], { stdio: 'ignore' });
const unmount = () => execFileSync('umount', [disk], { stdio: 'ignore' });
const noDisk = whyNoSmallDisk();
if (noDisk) console.warn(`skipped: ${noDisk}`);

function whyNoSmallDisk(): string | undefined {
  try {
    mount();
    unmount();
    return undefined;
  } catch {
    return 'a small disk needs the right to mount a tmpfs';
  }
}

describe.skipIf(noMosquitto ?? noDisk)('a full disk', () => {
  let rig: Rig;
  beforeAll(async () => {
    mount();
    rig = await startRig({ folder: join(disk, 'data'), config: { retryInterval: '300ms' } });
  });
  afterAll(async () => {
    await rig.close();
    unmount();
    rmSync(disk, { recursive: true });
  });

  /** Takes what is left of the disk. */
  async function fillDisk(): Promise<string> {
    const path = join(disk, 'ballast');
    const file = await open(path, 'w');
    for (let size = 65_536; size >= 1; size = size / 4) {
      for (let full = false; !full;)
        full = await file.write(Buffer.alloc(size)).then(
          () => false,
          () => true,
        );
    }
    await file.close();
    return path;
  }

  it('pauses devices, acks nothing and says so; with space again all goes on by itself', async () => {
    const device = await rig.device();
    const first = jpegOf(1, 50_000);
    const before = metaOf('node-1', first);
    await device.frame(before, first);
    expect(rig.intake.health()).toEqual({ ok: true });

    const ballast = await fillDisk();
    const jpeg = jpegOf(2, 300_000);
    const meta = metaOf('node-1', jpeg);
    await device.meta(meta);
    await device.chunk(meta.f, jpeg, 0, 100_000);
    await device.chunk(meta.f, jpeg, 100_000, 200_000);
    await device.chunk(meta.f, jpeg, 200_000, jpeg.length);
    expect((await device.wanted(({ pauseMs = 0 }) => pauseMs > 0)).pauseMs).toBeLessThanOrEqual(300);
    expect(rig.intake.health()).toMatchObject({ ok: false, code: 'STORE_FULL', since: rig.clock.now() });
    expect(rig.intake.metrics().storeFull).toBeGreaterThan(0);
    expect(device.acks).toEqual([]);
    await until(async () => {
      await device.readings(0, [readingOf()]);
      return device.wants.find(({ pauseMs = 0 }) => pauseMs > 0);
    });
    expect(device.acks).toEqual([]);

    await rm(ballast);
    await until(async () => {
      await device.meta(meta);
      await device.readings(0, [readingOf()]);
      return device.acks.some((entry) => 'r' in entry) || undefined;
    });
    await until(async () => {
      await device.meta(meta);
      return device.acks.some((entry) => 'f' in entry && entry.f === meta.f) || undefined;
    });
    expect(rig.intake.health()).toEqual({ ok: true });
    const rows = await rig.read((db) => db.selectFrom('frames').select(['f', 'blobKey']).execute());
    expect(new Set(rows.map(({ f }) => f))).toEqual(new Set([before.f, meta.f]));
    const pictures = await Promise.all(rows.map(({ blobKey }) => rig.stores.blobs.get(blobKey)));
    expect(new Set(pictures.map(({ length }) => length))).toEqual(new Set([first.length, jpeg.length]));
  });
});
