import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeJson, topics, type DeviceId, type SiteId } from '@fieldlapse/contracts';
import type { RulesTested } from '@fieldlapse/dashboards-server';
import { sleep } from '@fieldlapse/runtime';
import mqtt, { type MqttClient } from 'mqtt';
import { chromium, type Browser, type Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataFolder } from '../../src/data-folder.ts';
import { openIdentities } from '../../src/identities.ts';
import { startServices } from '../../src/start/start.ts';
import { webRoot } from '../../src/web-root.ts';
import { chromiumPath } from '../support/season-page.ts';

const timeout = 180_000;
const [site, device] = ['farm' as SiteId, 'nut-1' as DeviceId];
const hourMs = 3_600_000;
const begin = Date.now() - 1.2 * hourMs;
const canOpenPages = existsSync(chromiumPath) && existsSync(join(webRoot, 'sw.js'));
if (!canOpenPages) console.warn('skipped: alerts on the page need chromium and the built page; npm run build:web');

const config = `alerts:
  contacts:
    - { id: tu, name: Bà Tư, channels: [{ kind: push }] }
sites:
  - id: farm
    title: Vườn Bà Tư
    plots: [{ id: vuon, title: Vườn sầu riêng }]
    seasons: [{ id: vu-1, plot: vuon, subject: Sầu riêng, sowing: 2020-01-01 }]
    sensors: [{ name: cong, title: Cống chính, plot: vuon }]
`;

describe.skipIf(!canOpenPages)('alerts on the open page', { timeout }, () => {
  let [root, url] = ['', ''];
  let running: Awaited<ReturnType<typeof startServices>>;
  let client: MqttClient;
  let browser: Browser;
  let page: Page;
  let seq = 0;
  const faults: string[] = [];

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'fieldlapse-alert-page-'));
    const folder = openDataFolder(root);
    await writeFile(folder.config, config);
    const token = await openIdentities(folder).addDevice(site, device);
    const only = ['broker', 'intake', 'alerts', 'delivery', 'dashboards'];
    const say = (line: string) => void (url ||= /http:\S+/.exec(line)?.[0] ?? '');
    running = await startServices({ folder, only, mqttPort: 0, httpPort: 0, say });
    const { port } = running.context.mqtt;
    client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
      ...{ clientId: device, username: device, password: token },
    });
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
    const context = await browser.newContext({
      ...{ viewport: { width: 360, height: 800 }, locale: 'vi', permissions: ['notifications'] },
    });
    page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on('console', (message) => void (message.type() === 'error' && faults.push(message.text())));
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(url);
  }, timeout);
  afterAll(async () => {
    await browser?.close();
    await client?.endAsync(true);
    await running?.close();
    await rm(root, { recursive: true, force: true });
  }, timeout);

  const publish = async (salinityDsPerM: number, t: number) => {
    seq += 1;
    const reading = { sensor: 'cong', quantity: 'salinityDsPerM', value: salinityDsPerM, t, mono: seq, clk: 'ntp' };
    const batch = { v: 1, boot: '1-00000001', from: seq, readings: [reading] };
    await client.publishAsync(topics.readings(site, device), encodeJson(batch), { qos: 1 });
  };
  const alert = () => page.getByRole('article').filter({ hasText: 'Ngừng lấy nước' });

  it('says calmly that there is none', async () => {
    await page.getByText('Mọi thứ đang ổn').waitFor();
  });

  it('shows an alert that readings over the broker raise, with what to do, without a reload', async () => {
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    await publish(0.4, begin - 60_000);
    await publish(5, begin);
    await alert().waitFor();
    const words = await alert().innerText();
    expect(words).toContain('Khẩn cấp');
    expect(words).toMatch(/Nước tại Cống chính, Vườn sầu riêng mặn \d,\d+ g\/L/);
    expect(words).toContain('Việc cần làm: Đóng cống');
    expect(words).toMatch(/từ \d\d:\d\d hôm (nay|qua)/);
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
  });

  it('shows why: the course with the level that raised it, the source, and what happened', async () => {
    await alert().getByRole('button', { name: 'Xem lý do' }).click();
    await alert()
      .getByRole('img', { name: /^Độ mặn/ })
      .waitFor();
    await alert().getByText('mức cảnh báo 0,5 g/L').waitFor();
    expect(await alert().locator('.alert-history').innerText()).toContain('Bắt đầu, mức khẩn cấp');
    expect((await alert().locator('.source').innerText()).length).toBeGreaterThan(10);
  });

  it('asks who takes it on, and tells everybody', async () => {
    await alert().getByRole('button', { name: 'Tôi nhận xử lý' }).click();
    await alert().getByText('Hãy ghi tên của bạn').waitFor();
    await alert().getByLabel('Tên của bạn').fill('Ba Tư');
    await alert().getByLabel('Đã làm gì').fill('Đã đóng cống');
    await alert().getByRole('button', { name: 'Tôi nhận xử lý' }).click();
    await alert().locator('.care', { hasText: 'Ba Tư nhận xử lý lúc' }).waitFor();
    await alert().locator('.alert-history', { hasText: 'Ba Tư nhận xử lý: “Đã đóng cống”' }).waitFor();
    await alert().getByRole('button', { name: 'Hoãn đến sáng mai' }).click();
    await alert()
      .locator('.care', { hasText: /hoãn nhắc đến 06:00/ })
      .waitFor();
  });

  it('is over when readings have said so for an hour, and is found among the past ones', async () => {
    // An hour before a moment to come: what had ended before its rule was in force would be no alert of it.
    await publish(0.1, Date.now() - hourMs + 2000);
    await sleep(3000);
    await publish(0.1, Date.now());
    await alert().waitFor({ state: 'detached' });
    await page.getByText('Cảnh báo đã qua').click();
    await alert().getByText('Đã hết:').waitFor();
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
  });

  it('shows a push as a notification that a later one of its tag replaces', async () => {
    const session = await page.context().newCDPSession(page);
    const registered = new Promise<string>((resolve) => {
      session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const [one] = registrations;
        if (one) resolve(one.registrationId);
      });
    });
    await session.send('ServiceWorker.enable');
    await page.evaluate(async () => {
      await navigator.serviceWorker.register('sw.js');
      await navigator.serviceWorker.ready;
    });
    const registrationId = await registered;
    const push = (title: string) => {
      const told = {
        v: 1,
        id: 'm',
        tag: 'matter',
        title,
        body: 'Đóng cống.',
        severity: 'urgent',
        silent: false,
        alert: 'abc',
      };
      return session.send('ServiceWorker.deliverPushMessage', {
        origin: url,
        registrationId,
        data: JSON.stringify(told),
      });
    };
    const titles = () =>
      page.evaluate(async () => {
        const registration = await navigator.serviceWorker.ready;
        return (await registration.getNotifications()).map(({ title, tag }) => `${tag}: ${title}`);
      });
    await push('Khẩn cấp: Ngừng lấy nước');
    await expect.poll(titles, { timeout: 60_000 }).toEqual(['matter: Khẩn cấp: Ngừng lấy nước']);
    await push('Nhắc lại: Ngừng lấy nước');
    await expect.poll(titles, { timeout: 60_000 }).toEqual(['matter: Nhắc lại: Ngừng lấy nước']);
  });

  it('can be put on the home screen: Chromium finds manifest and icons without a fault', async () => {
    const session = await page.context().newCDPSession(page);
    const { errors, data, url: found } = await session.send('Page.getAppManifest');
    expect([errors, found]).toEqual([[], new URL('/manifest.webmanifest', url).href]);
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    // Tests browse in incognito windows, which can install nothing.
    expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(['in-incognito']);
    const { icons } = JSON.parse(data ?? '{}') as { icons: { src: string; sizes: string; type: string }[] };
    for (const { src, sizes, type } of icons) {
      const answer = await fetch(new URL(src, url));
      expect([src, answer.headers.get('content-type')]).toEqual([src, type]);
      const { width, height } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
      if (sizes !== 'any') expect(`${width}x${height}`).toBe(sizes);
    }
  });

  it('tries rules on what is stored, as the command does', async () => {
    const headers = { 'content-type': 'application/json' };
    const test = async (body: object) =>
      fetch(`${url}/api/sites/${site}/rules/test`, { method: 'POST', headers, body: JSON.stringify(body) });
    const tested = (await (await test({ packs: ['durian'] })).json()) as RulesTested;
    expect(tested.rules.find(({ rule }) => rule === 'durian-salt-stop')).toMatchObject({
      ...{ state: 'replayed', pushes: 1, alerts: [{ severity: 'urgent', target: { sensor: 'cong' } }] },
    });
    const wrong = await test({ rules: 'v: 1\nrules:\n  - id: x\n    kind: crpo\n' });
    expect(((await wrong.json()) as RulesTested).ruleFaults.join('\n')).toMatch(/rules\.yaml:4:\d+.*crop/);
    const empty = await test({ packs: ['durian'], to: '2001-01-01' });
    expect([empty.status, ((await empty.json()) as { code: string }).code]).toEqual([400, 'BAD_RULES_TEST']);
  });

  it('had nothing to complain of', () => {
    expect(faults).toEqual([]);
  });
});
