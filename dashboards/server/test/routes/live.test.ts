import { expect, test } from 'vitest';
import type { LiveMessage } from '@fieldlapse/dashboards-server';
import { deskOf, openAlertRecords } from '../farm/alerts.ts';
import { now, openFarm, type Farm } from '../farm/farm.ts';

/** Reads server-sent events until one satisfies `wanted`, which it returns. */
async function waitFor(farm: Farm, act: () => Promise<void>, wanted: (message: LiveMessage) => boolean) {
  const stop = new AbortController();
  const answer = await fetch(`${farm.url}/api/live`, { signal: stop.signal });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  let text = '';
  let acted = false;
  try {
    for await (const part of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += part;
      for (const line of text.split('\n').filter((entry) => entry.startsWith('data: '))) {
        const message = JSON.parse(line.slice(6)) as LiveMessage & { now: number };
        if (wanted(message)) return message;
      }
      text = text.slice(text.lastIndexOf('\n\n') + 2);
      if (!acted) {
        acted = true;
        // The feed reads its cursor when the first page joins; what comes after is news.
        setTimeout(() => void act(), 300);
      }
    }
  } finally {
    stop.abort();
  }
  throw new Error('the stream ended');
}

test('a page hears of a new frame and of a node, with the time of the server', async () => {
  const farm = await openFarm();
  const change = { kind: 'frame', site: 'ruong-lua', key: 'x', camera: 'bo-dong', day: null } as const;
  const store = async () => void (await farm.intake.insertInto('changes').values(change).execute());
  const frame = await waitFor(farm, store, ({ kind }) => kind === 'frame');
  expect(frame).toEqual({ kind: 'frame', site: 'ruong-lua', camera: 'bo-dong', now });
  const report = () => farm.reportStatus('nut-1', { v: 1, online: true, boot: '1-0a1b2c3d' as never }, now + 1);
  expect(await waitFor(farm, report, ({ kind }) => kind === 'device')).toMatchObject({ device: 'nut-1' });
  await farm.close();
});

test('a page hears of a raised alert, and of what somebody said to it', async () => {
  const { desk, said } = deskOf(() => now);
  const farm = await openFarm({ desk });
  const records = await openAlertRecords(farm.stores);
  const isAlert = ({ kind }: LiveMessage) => kind === 'alert';
  const raised = await waitFor(farm, () => records.raise('abc', now), isAlert);
  expect(raised).toEqual({ kind: 'alert', site: 'ruong-lua', now });
  const decide = async () => void (await desk.decisions.acknowledge('abc', { by: 'Tư' }));
  expect(await waitFor(farm, decide, isAlert)).toMatchObject({ site: 'ruong-lua' });
  expect(said).toHaveLength(1);
  await records.close();
  await farm.close();
});

test('a server that closes ends its streams', async () => {
  const farm = await openFarm();
  const answer = await fetch(`${farm.url}/api/live`);
  await farm.close();
  await expect(answer.text()).rejects.toThrow();
});

test('the 65th page is asked to come later', async () => {
  const farm = await openFarm();
  const pages = await Promise.all(Array.from({ length: 64 }, () => fetch(`${farm.url}/api/live`)));
  expect(pages.every(({ status }) => status === 200)).toBe(true);
  const late = await fetch(`${farm.url}/api/live`);
  expect(late.status).toBe(503);
  expect(late.headers.get('retry-after')).toBe('5');
  await Promise.all(pages.map(({ body }) => body?.cancel()));
  await farm.close();
});
