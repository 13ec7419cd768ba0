import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { checkInflux, query, removePoints, versionOf } from '../../../src/series/influx/server.ts';
import { codeOf } from '../../support/folders.ts';

interface Asked {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** Answers as the documentation of a version says that it does: Debian has no InfluxDB 2 or 3 to ask. */
async function documented(version: string, answer: { status: number; body: string } = { status: 200, body: '{}' }) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { url = '', headers } = request;
      asked.push({ path: url, authorization: headers.authorization, body });
      const isPing = url === '/ping';
      response.writeHead(isPing ? 204 : answer.status, { 'x-influxdb-version': version });
      response.end(isPing ? '' : answer.body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

const stretch = { series: 'farm/air "north"/airTempC', from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 2) };

it('takes points out of InfluxDB 2 by its own way, up to the end and not beyond', async () => {
  const { url, asked } = await documented('v2.7.11');
  const server = { url, org: 'farm', database: 'series', token: 'abc==' };
  await removePoints(server, await versionOf(server), stretch);
  expect(asked.slice(1)).toEqual([
    {
      path: '/api/v2/delete?org=farm&bucket=series',
      authorization: 'Token abc==',
      body: JSON.stringify({
        start: '2026-01-01T00:00:00.000Z',
        stop: '2026-01-01T23:59:59.999999999Z',
        predicate: String.raw`_measurement="airTempC" AND series="farm/air \"north\"/airTempC"`,
      }),
    },
  ]);
});

it('says by name that InfluxDB 3 can take nothing out', async () => {
  const { url, asked } = await documented('3.4.0');
  const server = { url, database: 'series' };
  expect(await codeOf(removePoints(server, await versionOf(server), stretch))).toBe('SERIES_REMOVE_UNSUPPORTED');
  expect(asked.map(({ path }) => path)).toEqual(['/ping']);
});

it('asks a database with its retention policy, as a user with a password', async () => {
  const { url, asked } = await documented('1.8.10', { status: 200, body: '{"results":[{"statement_id":0}]}' });
  expect(await query({ url, database: 'farm/two_years', token: 'me:pass:word' }, ['SHOW MEASUREMENTS'])).toEqual([[]]);
  expect(asked[0]?.authorization).toBe(`Basic ${Buffer.from('me:pass:word').toString('base64')}`);
  expect(Object.fromEntries(new URLSearchParams(asked[0]?.body))).toEqual({
    ...{ db: 'farm', rp: 'two_years', epoch: 'ms', q: 'SHOW MEASUREMENTS' },
  });
});

it('tells a wrong token, a busy server and a server of another kind apart', async () => {
  const answers = [
    [401, '{"error":"authorization failed"}', 'SERIES_REFUSED'],
    [404, '{"code":"not found","message":"bucket \\"series\\" not found"}', 'SERIES_REFUSED'],
    [302, '', 'SERIES_REFUSED'],
    [200, '<html>Welcome</html>', 'SERIES_REFUSED'],
    [200, '{"results":[{"error":"database not found: series"}]}', 'SERIES_REFUSED'],
    [429, '{"error":"too many requests"}', 'SERIES_UNREACHABLE'],
    [503, 'busy', 'SERIES_UNREACHABLE'],
    [400, '{"error":"error parsing query"}', 'SERIES_QUERY_FAILED'],
    [200, '{"results":[{"error":"timeout"}]}', 'SERIES_QUERY_FAILED'],
  ] as const;
  for (const [status, body, code] of answers) {
    const { url } = await documented('1.8.10', { status, body });
    expect(await codeOf(checkInflux({ url, database: 'series' }))).toBe(code);
  }
});
