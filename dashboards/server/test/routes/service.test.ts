import { afterAll, beforeAll, expect, test } from 'vitest';
import { now, openFarm, type Farm } from '../farm/farm.ts';

let farm: Farm;
beforeAll(async () => {
  farm = await openFarm({ brokerMetrics: () => ({ connectedClients: 3, refused: 'no number' }) });
});
afterAll(() => farm.close());

interface OpenApi {
  openapi: string;
  paths: Record<
    string,
    Record<
      string,
      {
        summary?: string;
        parameters?: { name: string; in: string; schema?: object }[];
        responses: Record<string, object>;
      }
    >
  >;
}

test('every route is described: summary, parameters with schemas, answers and problems', async () => {
  const api = (await (await fetch(`${farm.url}/api/openapi.json`)).json()) as OpenApi;
  expect(api.openapi).toBe('3.1.0');
  expect(Object.keys(api.paths)).toContain('/api/frames/{frame}.jpg');
  expect(Object.keys(api.paths).length).toBeGreaterThanOrEqual(17);
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, route] of Object.entries(methods)) {
      const where = `${method} ${path}`;
      expect(route.summary, where).toBeTruthy();
      expect(Object.keys(route.responses), where).toContain('default');
      expect(
        Object.keys(route.responses).some((status) => status.startsWith('2')),
        where,
      ).toBe(true);
      const named = (route.parameters ?? []).filter((parameter) => parameter.in === 'path' && parameter.schema);
      expect(
        named.map(({ name }) => `{${name}}`),
        where,
      ).toEqual(path.match(/\{[^}]+\}/g) ?? []);
    }
  }
});

test('metrics are Prometheus text with the numbers of the broker', async () => {
  const answer = await fetch(`${farm.url}/metrics`);
  expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  const text = await answer.text();
  expect(text).toContain('fieldlapse_broker_connected_clients 3\n');
  expect(text).not.toContain('refused');
  for (const line of text.trim().split('\n'))
    expect(line).toMatch(/^(# TYPE [a-z_]+ (gauge|counter)|[a-z_]+(\{[a-z]+="\w+"\})? [\d.]+)$/);
});

test('a healthy server has no problems', async () => {
  expect(await (await fetch(`${farm.url}/api/health`)).json()).toEqual({ status: 'ok', now, problems: [] });
});

test('long answers are packed for those who take gzip', async () => {
  const answer = await fetch(`${farm.url}/api/openapi.json`, { headers: { 'accept-encoding': 'gzip' } });
  expect(answer.headers.get('content-encoding')).toBe('gzip');
  const plain = await fetch(`${farm.url}/api/openapi.json`, { headers: { 'accept-encoding': 'identity' } });
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(await answer.json()).toEqual(await plain.json());
});

test('a page that was not built says how to build it', async () => {
  const answer = await fetch(`${farm.url}/`);
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({
    code: 'WEB_NOT_BUILT',
    detail: expect.stringContaining('npm run build:web') as string,
  });
});
