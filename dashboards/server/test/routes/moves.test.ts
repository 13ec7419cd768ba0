import type { CameraMove } from '@fieldlapse/contracts';
import type { MovesAnswer } from '@fieldlapse/dashboards-server';
import { expect, test } from 'vitest';
import { now, openFarm } from '../farm/farm.ts';
import { movesOf } from '../farm/moves.ts';

const moved: CameraMove = {
  id: 'abc123',
  site: 'ruong-lua',
  camera: 'bo-dong',
  f: 'a'.repeat(26),
  observedAt: now - 3_600_000,
  shift: { dxPx: 31.5, dyPx: -4, rotationDeg: 1.2 },
  state: 'open',
};

const oneMove = () => movesOf([moved], Buffer.from('ghost'));
const decide = (url: string, id: string, body: object, headers = {}) =>
  fetch(`${url}/api/moves/${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

test('a move is listed with its camera, shown as a picture, and decided', async () => {
  const farm = await openFarm({ moves: oneMove() });
  const list = async (camera: string) =>
    ((await (await fetch(`${farm.url}/api/sites/ruong-lua/cameras/${camera}/moves`)).json()) as MovesAnswer).moves;
  expect(await list('bo-dong')).toEqual([moved]);
  expect(await list('cong-chinh')).toEqual([]);
  const ghost = await fetch(`${farm.url}/api/moves/abc123/ghost.jpg`);
  expect(ghost.headers.get('content-type')).toBe('image/jpeg');
  expect(await ghost.text()).toBe('ghost');
  const answer = await decide(farm.url, 'abc123', { state: 'confirmed' });
  expect(await answer.json()).toMatchObject({ id: 'abc123', state: 'confirmed' });
  expect(await list('bo-dong')).toMatchObject([{ state: 'confirmed' }]);
  await farm.close();
});

test('what is no move, no decision, or asked for by another web site is refused', async () => {
  const farm = await openFarm({ moves: oneMove() });
  const missing = await decide(farm.url, 'xyz', { state: 'confirmed' });
  expect([missing.status, await missing.json()]).toMatchObject([404, { code: 'MOVE_MISSING' }]);
  expect((await decide(farm.url, 'abc123', { state: 'open' })).status).toBe(400);
  expect((await decide(farm.url, 'abc123', { state: 'dismissed' }, { origin: 'https://evil.example' })).status).toBe(
    403,
  );
  const [still] = ((await (await fetch(`${farm.url}/api/sites/ruong-lua/cameras/bo-dong/moves`)).json()) as MovesAnswer)
    .moves;
  expect(still?.state).toBe('open');
  await farm.close();
});

test('a server where nothing looks for moves has none', async () => {
  const farm = await openFarm();
  const answer = await fetch(`${farm.url}/api/sites/ruong-lua/cameras/bo-dong/moves`);
  expect(await answer.json()).toEqual({ moves: [] });
  expect((await fetch(`${farm.url}/api/moves/abc123/ghost.jpg`)).status).toBe(404);
  await farm.close();
});
