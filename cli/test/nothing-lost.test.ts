import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { sha256Hex } from '@fieldlapse/contracts';
import { startLink } from '@fieldlapse/firmware-sim';
import { silentLogger, sleep } from '@fieldlapse/runtime';
import { intakeMigrations, openStores, type IntakeTables } from '@fieldlapse/store';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { openDataFolder } from '../src/data-folder.ts';
import { openIdentities } from '../src/identities.ts';
import { ensureConfig } from '../src/server-config.ts';
import { freePort } from './support/free-port.ts';
import { readLedger, valueOf, type RecorderTask } from './support/ledger.ts';
import { restartingProcess } from './support/restarting-process.ts';

const wantedKills = Number(process.env['FIELDLAPSE_KILLS'] ?? 60);
const frames = 600;
const readings = 21_000;
const main = join(import.meta.dirname, '../src/main.ts');
const recorder = join(import.meta.dirname, 'support/recorder.ts');

it(
  `loses and doubles nothing while edge, broker and intake are killed ${wantedKills} times on a link that is cut`,
  { timeout: 60_000 + wantedKills * 15_000 },
  async () => {
    const root = await mkdtemp(join(tmpdir(), 'fieldlapse-nothing-lost-'));
    const folder = openDataFolder(root);
    await ensureConfig(folder, { sites: [{ id: 'farm-1', cameras: [{ name: 'cam-1' }] }] });
    const identities = openIdentities(folder);
    const port = await freePort();
    const link = await startLink({
      targetHost: '127.0.0.1',
      targetPort: port,
      kbpsUp: 8000,
      kbpsDown: 8000,
      latencyMs: 20,
      meanCutMs: 8_000,
    });
    const picture = join(root, 'picture.jpg');
    const noise = { type: 'gaussian' as const, mean: 128, sigma: 30 };
    await writeFile(
      picture,
      await sharp({ create: { width: 320, height: 240, channels: 3, background: 'green', noise } })
        .jpeg()
        .toBuffer(),
    );
    const task: RecorderTask = {
      site: 'farm-1',
      device: 'node-1',
      token: await identities.localDeviceToken('farm-1', 'node-1'),
      port: link.port,
      folder: folder.edge('node-1'),
      ledger: join(root, 'ledger'),
      log: join(root, 'recorder.log'),
      picture,
      comments: 4,
      // Enough work for every kill to hit an upload that is under way.
      frames: Math.max(frames, wantedKills * 10),
      readings,
      pauseMs: 70,
    };
    const only = (service: string) => [main, 'start', '--data', root, '--mqtt-port', String(port), '--only', service];
    const edge = restartingProcess('edge', [recorder, JSON.stringify(task)]);
    const processes = [edge, restartingProcess('broker', only('broker')), restartingProcess('intake', only('intake'))];
    try {
      let over = false;
      const ended = Promise.race(processes.map(({ finished }) => finished)).finally(() => (over = true));
      ended.catch(() => {});
      for (let kill = 0; kill < wantedKills && !over; kill += 1) {
        await sleep(300 + Math.random() * 1700);
        await processes[Math.floor(Math.random() * processes.length)]?.kill();
      }
      await ended;
    } finally {
      for (const one of processes) await one.close();
      await link.close();
    }

    const stores = await openStores({ folder: root, logger: silentLogger });
    const intake = await stores.records.openReadOnly<IntakeTables>('intake', intakeMigrations.length);
    const ledger = readLedger(task.ledger);
    const stored = await intake.selectFrom('frames').selectAll().execute();
    const byId = new Map(stored.map((row) => [row.f, row]));
    const recordedFrames = ledger.filter((line) => 'f' in line);
    expect(recordedFrames.length).toBeGreaterThanOrEqual(task.frames);
    expect(recordedFrames.filter(({ f, sha256 }) => byId.get(f)?.sha256 !== sha256)).toEqual([]);
    const wrongBytes = [];
    for (const { f, sha256, blobKey } of stored)
      if (sha256Hex(await stores.blobs.get(blobKey)) !== sha256) wrongBytes.push(f);
    expect(wrongBytes).toEqual([]);
    expect(new Set(stored.map(({ sha256 }) => sha256)).size).toBe(stored.length);

    const batches = await intake.selectFrom('readingBatches').selectAll().execute();
    const seen = new Set<string>();
    const twice: string[] = [];
    const wrongValues: string[] = [];
    for (const { boot, fromSeq, readings: packed } of batches) {
      const values = JSON.parse(gunzipSync(packed).toString()) as { value: number }[];
      for (const [index, { value }] of values.entries()) {
        const key = `${boot} ${fromSeq + index}`;
        if (seen.has(key)) twice.push(key);
        if (value !== valueOf(fromSeq + index)) wrongValues.push(key);
        seen.add(key);
      }
    }
    const recordedReadings = ledger.flatMap((line) =>
      'boot' in line
        ? Array.from({ length: line.to - line.from + 1 }, (_, index) => `${line.boot} ${line.from + index}`)
        : [],
    );
    expect(recordedReadings.length).toBeGreaterThanOrEqual(readings);
    expect(recordedReadings.filter((key) => !seen.has(key))).toEqual([]);
    expect({ twice, wrongValues }).toEqual({ twice: [], wrongValues: [] });

    const payload =
      stored.reduce((sum, { bytes }) => sum + bytes, 0) +
      batches.reduce((sum, { readings }) => sum + readings.length, 0);
    const kills = processes.map((one) => `${one.name} ${one.kills}`).join(', ');
    console.info(
      `${stored.length} frames, ${seen.size} readings, ${processes.reduce((sum, one) => sum + one.kills, 0)} kills (${kills}), ` +
        `${link.cuts} cuts, uplink ${(link.bytesUp / 1e6).toFixed(1)} MB for ${(payload / 1e6).toFixed(1)} MB of payload: × ${(link.bytesUp / payload).toFixed(2)}`,
    );
    expect(link.bytesUp / payload).toBeLessThanOrEqual(1.6);
    expect(link.cuts).toBeGreaterThanOrEqual(2);
    expect(processes.reduce((sum, one) => sum + one.kills, 0)).toBeGreaterThanOrEqual(wantedKills);
    await intake.destroy();
    await stores.close();
    await rm(root, { recursive: true });
  },
);
