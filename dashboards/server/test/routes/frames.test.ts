import { createHash } from 'node:crypto';
import { previewKey } from '@fieldlapse/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { captureTimes, openFarm, type Farm } from '../farm/farm.ts';
import type { Shot } from '../farm/film.ts';
import { drawPictures, hasFfmpeg } from '../farm/pictures.ts';

if (!hasFfmpeg) console.warn('skipped: ffmpeg is not installed, it draws the pictures of these tests');
describe.skipIf(!hasFfmpeg)('frames', () => {
  let farm: Farm;
  let shots: Shot[];
  beforeAll(async () => {
    farm = await openFarm();
    const times = captureTimes([2, 1], 4);
    // Three frames of one instant: a page may end among them.
    times[3] = times[4] = times[5] = times[2] ?? 0;
    shots = await farm.storeFrames('bo-dong', drawPictures(`${farm.folder}/pictures`, 8), times);
  });
  afterAll(() => farm.close());

  test('pages of two walk through every frame exactly once, newest first', async () => {
    const seen: { f: string; observedAt: number }[] = [];
    for (let next: string | null = ''; next !== null;) {
      const cursor: string = next === '' ? '' : `&before=${next}`;
      const answer = await fetch(`${farm.url}/api/sites/ruong-lua/cameras/bo-dong/frames?limit=2${cursor}`);
      const page = (await answer.json()) as { frames: typeof seen; next: string | null };
      seen.push(...page.frames);
      next = page.next;
    }
    expect(seen.map(({ f }) => f).sort()).toEqual(shots.map(({ f }) => f).sort());
    expect(seen.map(({ observedAt }) => observedAt)).toEqual(
      seen.map(({ observedAt }) => observedAt).sort((a, b) => b - a),
    );
  });

  test('a picture comes byte for byte, and is kept for ever under its id', async () => {
    const [shot] = shots as [Shot];
    const answer = await fetch(`${farm.url}/api/frames/${shot.f}.jpg`);
    expect(answer.headers.get('content-type')).toBe('image/jpeg');
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(
      createHash('sha256')
        .update(Buffer.from(await answer.arrayBuffer()))
        .digest('hex'),
    ).toBe(shot.sha256);
    const headers = { 'if-none-match': answer.headers.get('etag') ?? '' };
    expect((await fetch(`${farm.url}/api/frames/${shot.f}.jpg`, { headers })).status).toBe(304);
  });

  test('HEAD tells the size without the bytes', async () => {
    const [shot] = shots as [Shot];
    const answer = await fetch(`${farm.url}/api/frames/${shot.f}.jpg`, { method: 'HEAD' });
    expect(answer.status).toBe(200);
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(1000);
    expect((await answer.arrayBuffer()).byteLength).toBe(0);
  });

  test('a thumbnail is a smaller JPEG of the same frame', async () => {
    const [shot] = shots as [Shot];
    const bytes = Buffer.from(await (await fetch(`${farm.url}/api/frames/${shot.f}/thumbnail.jpg`)).arrayBuffer());
    expect(bytes.subarray(0, 2).toString('hex')).toBe('ffd8');
  });

  test('a frame whose picture retention deleted still shows its preview, and says so', async () => {
    const shot = shots[1] as Shot;
    const preview = Buffer.from('preview of the frame');
    const row = await farm.intake
      .updateTable('frames')
      .set({ originalDeletedAt: 1 })
      .where('f', '=', shot.f)
      .returningAll()
      .executeTakeFirstOrThrow();
    await farm.stores.blobs.put(previewKey(row), preview);
    await farm.stores.blobs.delete(row.blobKey);
    const answer = await fetch(`${farm.url}/api/frames/${shot.f}.jpg`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('fieldlapse-original')).toBe('retired');
    expect(answer.headers.get('cache-control')).not.toContain('immutable');
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(preview);
    // Who has the picture of old keeps it; who asks whether it changed hears that it did.
    const headers = { 'if-none-match': `W/"${shot.sha256}"` };
    expect((await fetch(`${farm.url}/api/frames/${shot.f}.jpg`, { headers })).status).toBe(200);
    const thumbnail = await fetch(`${farm.url}/api/frames/${shot.f}/thumbnail.jpg`);
    expect(Buffer.from(await thumbnail.arrayBuffer())).toEqual(preview);
  });

  test('an unknown frame is a problem, not an empty picture', async () => {
    const answer = await fetch(`${farm.url}/api/frames/${'a'.repeat(26)}.jpg`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'UNKNOWN_FRAME' });
  });
});
