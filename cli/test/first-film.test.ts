import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FilmManifest } from '@fieldlapse/contracts';
import { findFfmpeg, runFfmpeg } from '@fieldlapse/ffmpeg';
import { silentLogger, sleep } from '@fieldlapse/runtime';
import { intakeMigrations, openStores, type IntakeTables } from '@fieldlapse/store';
import { afterAll, describe, expect, it } from 'vitest';
import { startServer } from './support/command.ts';

const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-first-film-'));
afterAll(() => rm(folder, { recursive: true }));
const film = (url: string, part: string) => `${url}/api/sites/demo/cameras/ruong-lua/film/full/${part}`;

async function filmOf(url: string, atLeastFrames: number): Promise<FilmManifest> {
  for (;;) {
    const answer = await fetch(film(url, 'manifest.json'));
    const manifest = answer.ok ? ((await answer.json()) as FilmManifest) : undefined;
    if (manifest && manifest.frameCount >= atLeastFrames) return manifest;
    await sleep(250);
  }
}

/** Frames that a player gets who follows the playlist, decoded by ffmpeg. */
async function playedFrames(url: string): Promise<number> {
  const playlist = await (await fetch(film(url, 'playlist.m3u8'))).text();
  const uris = [...playlist.matchAll(/^#EXT-X-MAP:URI="(.+)"$|^(?!#)(.+)$/gm)].map(
    ([, init, segment]) => init ?? segment ?? '',
  );
  const parts = await Promise.all(
    uris.map(async (uri) => Buffer.from(await (await fetch(film(url, uri))).arrayBuffer())),
  );
  const path = join(folder, 'played.mp4');
  await writeFile(path, Buffer.concat(parts));
  const ffmpeg = await findFfmpeg();
  const hashes = await runFfmpeg({ ffmpeg, args: ['-xerror', '-i', path, '-f', 'framemd5', '-'], timeLimitMs: 60_000 });
  return hashes
    .toString()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#')).length;
}

describe('npm start', () => {
  it(
    'shows a playable film of frames that came over MQTT, stops without loss and goes on where it stopped',
    { timeout: 180_000 },
    async () => {
      const ports = ['--http-port', '0', '--mqtt-port', '0'];
      const first = await startServer(['--data', folder, ...ports]);
      const manifest = await filmOf(first.url, 10);
      expect(await playedFrames(first.url)).toBeGreaterThanOrEqual(10);
      expect((await fetch(first.url)).headers.get('content-type')).toContain('text/html');
      const stopped = await first.stop();
      expect(stopped).toMatchObject({ code: 0, stderr: '' });

      const stores = await openStores({ folder, logger: silentLogger });
      const intake = await stores.records.openReadOnly<IntakeTables>('intake', intakeMigrations.length);
      const stored = await intake.selectFrom('frames').select(['device', 'observedAt']).execute();
      expect(new Set(stored.map(({ device }) => device))).toEqual(new Set(['tram-mau']));
      expect(stored.length).toBeGreaterThanOrEqual(manifest.frameCount);
      const reachedAt = Math.max(...stored.map(({ observedAt }) => observedAt));
      expect(reachedAt).toBeLessThan(Date.now() - 60 * 86_400_000);
      await intake.destroy();
      await stores.close();

      const second = await startServer(['--data', folder, ...ports]);
      // More than were stored: what the encoder had not come to before the stop is encoded first.
      const later = await filmOf(second.url, stored.length + 1);
      const lastFrame = later.days.at(-1)?.frames.at(-1)?.observedAt ?? 0;
      expect(lastFrame).toBeGreaterThan(reachedAt);
      expect(later.days[0]?.frames[0]).toEqual(manifest.days[0]?.frames[0]);
      expect((await second.stop()).code).toBe(0);
      expect(await readFile(join(folder, 'fieldlapse.log'), 'utf8')).not.toContain('"level":50');
    },
  );
});
