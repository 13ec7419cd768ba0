import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFarm, type Farm } from '../farm/farm.ts';

let farm: Farm;
beforeAll(async () => {
  farm = await openFarm({
    films: { manifest: () => Promise.reject(new Error('secret path /srv/farm')) } as never,
    health: () => [{ code: 'STORE_FULL', message: 'no space left' }],
  });
});
afterAll(() => farm.close());

const ask = (path: string, language?: string) =>
  fetch(farm.url + path, language === undefined ? {} : { headers: { 'accept-language': language } });

test('a problem is RFC 9457 with our code, Vietnamese first', async () => {
  const answer = await ask('/api/sites/nowhere', 'vi');
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.headers.get('content-language')).toBe('vi');
  expect(await answer.json()).toMatchObject({
    type: 'urn:fieldlapse:error:UNKNOWN_SITE',
    code: 'UNKNOWN_SITE',
    status: 404,
    title: 'Chưa khai báo nông trại có mã này.',
  });
});

test('English is given to those who prefer it, Vietnamese to all others', async () => {
  const titleFor = async (language: string) =>
    ((await (await ask('/nowhere', language)).json()) as { title: string }).title;
  expect(await titleFor('en-US,en;q=0.9,vi;q=0.8')).toBe('No page or route has this address.');
  expect(await titleFor('fr-FR,vi;q=0.5,en;q=0.3')).toBe('Không có trang nào ở địa chỉ này.');
  expect(await titleFor('de')).toBe('Không có trang nào ở địa chỉ này.');
});

test('an unexpected failure tells nothing of the machine', async () => {
  const answer = await ask('/api/sites/ruong-lua/cameras/bo-dong/film/full/manifest.json');
  expect(answer.status).toBe(500);
  const text = await answer.text();
  expect(JSON.parse(text)).toMatchObject({ code: 'INTERNAL' });
  expect(text).not.toContain('/srv');
});

test('what is wrong with the server is said in words', async () => {
  const health = (await (await ask('/api/health', 'vi')).json()) as { status: string; problems: { title: string }[] };
  expect(health.status).toBe('degraded');
  expect(health.problems[0]?.title).toBe('Ổ đĩa của máy chủ đã đầy.');
});
