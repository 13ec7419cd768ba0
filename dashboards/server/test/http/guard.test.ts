import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFarm, type Farm } from '../farm/farm.ts';

let farm: Farm;
beforeAll(async () => {
  farm = await openFarm({ config: { port: 0, webRoot: '/nonexistent', allowedHosts: ['farm.example'] } });
});
afterAll(() => farm.close());

interface Answer {
  status: number;
  code: string | undefined;
}

/** A request as a hostile client writes it: path, host and headers untouched by any URL parser. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { port } = new URL(farm.url);
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers, method, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, code: codeOf(text) }));
    });
    sent.on('error', reject).end();
  });
}

function codeOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { code?: string }).code;
  } catch {
    return undefined;
  }
}

test('a name that is not ours is refused, so that no rebound name reaches a farm', async () => {
  for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '[evil]']) {
    expect(await ask('/api/sites', { host })).toEqual({ status: 421, code: 'WRONG_HOST' });
  }
  for (const host of ['localhost', 'localhost:8080', '127.0.0.1', '[::1]:8080', '192.168.1.20:8080', 'farm.example']) {
    expect(await ask('/api/sites', { host })).toMatchObject({ status: 200 });
  }
});

test('a change asked for by another web site is refused', async () => {
  const path = '/api/sites/ruong-lua/cameras/bo-dong/film/full/export';
  expect(await ask(path, { origin: 'https://evil.example' }, 'POST')).toEqual({ status: 403, code: 'CROSS_ORIGIN' });
  expect(await ask(path, { origin: 'null' }, 'POST')).toEqual({ status: 403, code: 'CROSS_ORIGIN' });
  expect(await ask(path, {}, 'POST')).toEqual({ status: 404, code: 'FILM_EMPTY' });
});

test('over-long addresses, queries and ids end early', async () => {
  expect(await ask(`/api/sites?${'x'.repeat(3000)}`)).toEqual({ status: 413, code: 'REQUEST_TOO_LARGE' });
  expect(await ask(`/api/sites/${'x'.repeat(90)}`)).toEqual({ status: 400, code: 'BAD_REQUEST' });
  expect((await ask(`/api/sites/${'x'.repeat(1500)}`)).status).toBeGreaterThanOrEqual(400);
  expect(await ask('/api/sites', { 'x-long': 'y'.repeat(8000) })).toMatchObject({ status: 431 });
});

test('no path leads out of the folders that are served', async () => {
  for (const path of [
    '/../package.json',
    '/..%2f..%2fetc/passwd',
    '/assets/%2e%2e/%2e%2e/etc/passwd',
    '/%00',
    '/.env',
  ]) {
    expect((await ask(path)).status, path).toBeGreaterThanOrEqual(400);
  }
  for (const name of ['..%2f..%2fetc%2fpasswd', '%2e%2e', 'AAAA', 'a'.repeat(27)]) {
    expect(await ask(`/api/frames/${name}.jpg`), name).toMatchObject({ status: 400 });
  }
  for (const name of ['..%2fx.mp4', `${'a'.repeat(65)}.mp4`, 'x.mp4.exe']) {
    expect(await ask(`/api/sites/a/cameras/b/film/full/init/${name}`), name).toMatchObject({ status: 400 });
  }
});

test('wrong parameters are named as such', async () => {
  const list = '/api/sites/ruong-lua/cameras/bo-dong/frames';
  for (const query of ['limit=0', 'limit=501', 'limit=x', 'before=1-../..', 'from=-1', 'to=1e99', 'unknown=1']) {
    expect(await ask(`${list}?${query}`), query).toEqual({ status: 400, code: 'BAD_REQUEST' });
  }
  const film = '/api/sites/ruong-lua/cameras/bo-dong/film';
  for (const span of ['2026-02-30', '2026-13-01', '2026-11-24..2026-11-01', 'ever', '2026-11-01..']) {
    expect(await ask(`${film}/${span}/timeline.json`), span).toEqual({ status: 400, code: 'BAD_REQUEST' });
  }
});

test('bytes that are not HTTP end the connection and nothing else', async () => {
  const { port } = new URL(farm.url);
  const answer = await new Promise<string>((resolve) => {
    let text = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(Buffer.alloc(4096, 0xff)));
    socket.on('data', (part) => (text += part.toString('latin1')));
    socket.on('error', () => {}).on('close', () => resolve(text));
  });
  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d|^$/);
  expect(await ask('/api/health')).toMatchObject({ status: 200 });
});

test('every answer carries the security headers, refusals too', async () => {
  for (const path of ['/api/health', '/nowhere', '/', '/%zz', `/api/sites/${'x'.repeat(500)}`]) {
    const { headers } = await fetch(farm.url + path);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  }
});
