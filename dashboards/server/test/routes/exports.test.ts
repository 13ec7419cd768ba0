import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FieldlapseError, type FilmExport, type FilmExports } from '@fieldlapse/contracts';
import { afterEach, expect, test } from 'vitest';
import { now, openFarm, type Farm } from '../farm/farm.ts';

let farm: Farm;
let folder: string | undefined;
afterEach(async () => {
  await farm.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

/** Exports that are ready as soon as they are ordered, but for GIFs, which fail, and WebMs, which run on. */
async function quickExports(): Promise<FilmExports> {
  folder = await mkdtemp(join(tmpdir(), 'fieldlapse-routes-'));
  const path = join(folder, 'abc.mp4');
  writeFileSync(path, '0123456789');
  const made = new Map<string, FilmExport>();
  const known = (id: string): FilmExport => {
    const found = made.get(id);
    if (!found) throw new FieldlapseError('EXPORT_MISSING', `export ${id}`);
    return found;
  };
  return {
    async order(order) {
      if (order.format === 'stills') throw new FieldlapseError('TOO_MANY_EXPORTS', '8 exports are waiting');
      if (order.from === '1999-01-01') throw new FieldlapseError('BAD_EXPORT', 'from: too early');
      const state = order.format === 'gif' ? 'failed' : order.format === 'webm' ? 'running' : 'ready';
      const error = state === 'failed' ? { code: 'FFMPEG_FAILED', message: 'ffmpeg said /srv/farm is bad' } : null;
      const id = `${order.format}1`;
      made.set(id, {
        ...{ id, order, state, error, done: 3, total: 12, etaMs: state === 'running' ? 1500 : null, bytes: 10 },
        ...{ mediaType: 'video/mp4', fileName: 'ruong-lua-bo-dong.mp4', orderedAt: now, endedAt: null },
      });
      return known(id);
    },
    list: async () => [...made.values()].toReversed(),
    get: async (id) => known(id),
    async cancel(id) {
      made.set(id, { ...known(id), state: 'cancelled', bytes: null });
      return known(id);
    },
    async file(id) {
      if (known(id).state === 'ready') return path;
      throw new FieldlapseError('EXPORT_UNFINISHED', `export ${id} is ${known(id).state}`);
    },
  };
}

const post = (path: string, body?: object, headers: Record<string, string> = {}) =>
  fetch(farm.url + path, {
    method: 'POST',
    ...(body && { body: JSON.stringify(body) }),
    headers: { ...(body && { 'content-type': 'application/json' }), 'accept-language': 'vi', ...headers },
  });
const order = { site: 'ruong-lua', camera: 'bo-dong' };

test('an export is ordered, listed and fetched, in parts too', async () => {
  farm = await openFarm({ filmExports: await quickExports() });
  const ordered = await post('/api/exports', { ...order, pace: { daysPerSec: 3 } });
  expect(ordered.status).toBe(200);
  expect(await ordered.json()).toMatchObject({
    ...{ id: 'mp41', state: 'ready', bytes: 10 },
    order: { ...order, kind: 'season', format: 'mp4', pace: { daysPerSec: 3 }, language: 'vi' },
  });
  expect((await post('/api/exports', { ...order, format: 'webm' })).status).toBe(202);
  const list = (await (await fetch(`${farm.url}/api/exports`)).json()) as { exports: { id: string; etaMs: number }[] };
  expect(list.exports.map(({ id, etaMs }) => [id, etaMs])).toEqual([
    ['webm1', 1500],
    ['mp41', null],
  ]);
  const file = await fetch(`${farm.url}/api/exports/mp41/file`);
  expect(file.headers.get('content-disposition')).toBe('attachment; filename="ruong-lua-bo-dong.mp4"');
  expect([file.headers.get('content-type'), await file.text()]).toEqual(['video/mp4', '0123456789']);
  const part = await fetch(`${farm.url}/api/exports/mp41/file`, { headers: { range: 'bytes=4-6' } });
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 4-6/10', '456']);
  expect(await (await post('/api/exports/webm1/cancel')).json()).toMatchObject({ state: 'cancelled' });
});

test('a failed export says so in the words of its reader, without paths of the machine', async () => {
  farm = await openFarm({ filmExports: await quickExports() });
  await post('/api/exports', { ...order, format: 'gif' });
  const said = async (language: string) =>
    (await (
      await fetch(`${farm.url}/api/exports/gif1`, { headers: { 'accept-language': language } })
    ).json()) as object;
  expect(await said('vi')).toMatchObject({
    error: { code: 'FFMPEG_FAILED', message: 'ffmpeg báo lỗi khi dựng phim.' },
  });
  expect(await said('en')).toMatchObject({ error: { message: 'ffmpeg ended with an error.' } });
});

test('orders that cannot be, and files that are not there, have names', async () => {
  farm = await openFarm({ filmExports: await quickExports() });
  for (const [answer, status, code] of [
    [await post('/api/exports', { ...order, from: '1999-01-01' }), 400, 'BAD_EXPORT'],
    [await post('/api/exports', { ...order, format: 'avi' }), 400, 'BAD_REQUEST'],
    [await post('/api/exports', { ...order, paces: 1 }), 400, 'BAD_REQUEST'],
    [await post('/api/exports', { ...order, format: 'stills' }), 503, 'TOO_MANY_EXPORTS'],
    [await post('/api/exports', order, { origin: 'https://evil.example' }), 403, 'CROSS_ORIGIN'],
    [await fetch(`${farm.url}/api/exports/nothing`), 404, 'EXPORT_MISSING'],
    [await fetch(`${farm.url}/api/exports/nothing/file`), 404, 'EXPORT_MISSING'],
    [await fetch(`${farm.url}/api/exports/..%2F..%2Fetc/file`), 400, 'BAD_REQUEST'],
    [await post('/api/exports/nothing/cancel'), 404, 'EXPORT_MISSING'],
  ] as const) {
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([status, code]);
  }
  await post('/api/exports', { ...order, format: 'webm' });
  expect((await fetch(`${farm.url}/api/exports/webm1/file`)).status).toBe(409);
});

test('a server that makes no exports has none', async () => {
  farm = await openFarm();
  expect(await (await fetch(`${farm.url}/api/exports`)).json()).toEqual({ exports: [] });
  expect((await post('/api/exports', order)).status).toBe(404);
});
