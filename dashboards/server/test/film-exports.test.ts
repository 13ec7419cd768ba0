import type { FilmReader } from '@fieldlapse/contracts';
import { silentLogger } from '@fieldlapse/runtime';
import { expect, test } from 'vitest';
import { exports } from '../src/film-exports.ts';

/** A reader whose files are made when the test says so; it counts how often it was asked. */
function slowReader() {
  const started: { day: string | undefined; finish: () => void }[] = [];
  const films = {
    mp4: (
      _site: string,
      _camera: string,
      range: { from?: string },
      options: { onProgress: (done: number, total: number) => void },
    ) =>
      new Promise((resolve) => {
        options.onProgress(3, 10);
        started.push({ day: range.from, finish: () => resolve({ path: '/x.mp4', bytes: 7, hash: 'h' }) });
      }),
  } as unknown as FilmReader;
  return { films, started };
}

test('a film in the making tells how far it is and is made once for all who ask', async () => {
  const { films, started } = slowReader();
  const made = exports(films, silentLogger);
  const file = made.file('s', 'c', { kind: 'full' });
  expect(await made.progress('s', 'c', { kind: 'full' })).toEqual({ state: 'building', done: 3, total: 10 });
  expect(started.length).toBe(1);
  started[0]?.finish();
  expect(await file).toEqual({ path: '/x.mp4', bytes: 7, hash: 'h' });
});

test('a third film has to wait while two are being made', async () => {
  const { films, started } = slowReader();
  const made = exports(films, silentLogger);
  const dayFilm = (from: string) => made.progress('s', 'c', { kind: 'day', from, to: from });
  await Promise.all([dayFilm('2026-11-01'), dayFilm('2026-11-02')]);
  await expect(dayFilm('2026-11-03')).rejects.toMatchObject({ code: 'TOO_MANY_CLIENTS' });
  for (const { finish } of started) finish();
  await new Promise((resolve) => setImmediate(resolve));
  expect(await dayFilm('2026-11-03')).toMatchObject({ state: 'building' });
});
