import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { alertAddress } from '@fieldlapse/traceability';
import { webRoot } from '../../src/web-root.ts';
import { startServer } from '../support/command.ts';
import { harvestLot, lotFarm, season, type LotFarm } from '../support/lot-farm.ts';
import { chromiumPath } from '../support/season-page.ts';
import { writeSeenSeason } from '../support/seen-season.ts';

const canOpen = existsSync(chromiumPath) && existsSync(join(webRoot, 'lot.html'));
if (!canOpen) console.warn('skipped: the page of a lot needs chromium and the built web app (npm run build:web)');
const pictures = process.env['FIELDLAPSE_PICTURES'];
const name = 'Nguyễn Thị Hạnh';
const phone = '0912345678';

/** Planted, seen, heat alert answered, treated, harvested, packed: until the label. */
async function grow({ folder, must }: LotFarm): Promise<void> {
  await writeSeenSeason(folder, 90);
  const coop = (await must('lot', 'party', '--kind', 'cooperative', '--name', 'HTX Chanh Bến Lức', '--address', 'Bến Lức, Long An')).trim(); // prettier-ignore
  const producer = (await must('lot', 'party', '--kind', 'household', '--name', name, '--phone', phone, '--cooperative', coop)).trim(); // prettier-ignore
  await must('lot', 'create', season, '--gtin', '9520000010010', '--plot', 'p01', '--season', 's1', '--producer', producer); // prettier-ignore
  await must('lot', 'plant', season, '--at', '2025-11-02 07:00', '--species', 'Citrus latifolia', '--plants', '420', '--note', `${name} ${phone}`); // prettier-ignore
  await must('lot', 'irrigate', season, '--at', '2025-12-20 14:00', '--litres', '4000', '--answers', alertAddress('heat-1')); // prettier-ignore
  await must('alerts', 'ack', 'heat-1', '--by', name, '--note', `${name} đã che lưới`);
  await must('lot', 'treat', season, '--at', '2026-01-20 08:00', '--means', 'plant-protection', '--product', 'Dầu khoáng 99EC', '--active', 'petroleum oil', '--dose', '2.5', '--unit', 'l', '--pest', 'nhện đỏ', '--interval', '7'); // prettier-ignore
  await must('lot', 'harvest', harvestLot, '--at', '2026-01-29 06:00', '--gtin', '9520000020019', '--from', season, '--kg', '812.5', '--brand', 'Chanh Long An'); // prettier-ignore
  const film = join(folder, 'phim.mp4');
  await writeFile(film, Buffer.alloc(2_000_000, 'film'));
  await must('lot', 'film', season, film);
}

describe('from planting to the buyer', { timeout: 240_000 }, () => {
  it('a season with an answered heat alert ends in a QR code whose bundle verifies, beside a running server', async () => {
    const farm = await lotFarm('http://localhost');
    const { folder, run, must } = farm;
    await grow(farm);
    const server = await startServer(['--only', 'traceability,dashboards'], { FIELDLAPSE_DATA: folder });
    onTestFinished(async () => void (await server.stop()));
    // The server holds the log: the command asks, the server appends.
    const qr = (await must('lot', 'label', harvestLot)).trim();
    const root = `${server.url}/01/09520000020019/10/${harvestLot}`;
    const get = async (path: string) => {
      const answer = await fetch(`${server.url}${path}`);
      expect(answer.status, path).toBe(200);
      return answer;
    };
    const lotText = await (await fetch(`${root}/lot.json`)).text();
    const paths = { lot: join(folder, 'lot.json'), policy: join(folder, 'policy.txt') };
    await writeFile(paths.lot, lotText);
    await writeFile(paths.policy, await (await get('/trace/policy.txt')).text());
    const { stdout } = await run('verify', paths.lot, '--policy', paths.policy, '--qr', qr, '--file', join(folder, 'phim.mp4'), '--json'); // prettier-ignore
    const { verdict, steps } = JSON.parse(stdout) as { verdict: string; steps: { step: string; state: string }[] };
    expect(verdict).toBe('amber');
    expect(steps.filter(({ state }) => state !== 'ok').map(({ step }) => step)).toEqual(['policy', 'devices']);
    // All that was seen while it grew is fixed by the label, also what was recorded after the harvest.
    expect(stdout).not.toContain('lateEntries');
    for (const told of [
      '"agri:state":"raised"',
      '"agri:state":"cleared"',
      'agri:inResponseTo',
      'agri:answer',
      'plant-cover',
      'agri:coverage',
      '"agri:brand":"Chanh Long An"',
    ])
      expect(lotText).toContain(told);
    expect(await (await get('/trace/log/checkpoint')).text()).toContain('localhost/log\n');
    expect((await fetch(`${server.url}/trace/log/..%2F..%2Fsecrets%2Ftrace-keys.json`)).status).toBe(404);
    expect((await fetch(`${server.url}/01/09520000010010/10/${season}/lot.json`)).status).toBe(404);
    expect((await fetch(`${root}/files/${'0'.repeat(64)}`)).status).toBe(404);

    // Who grows it stands in the private table alone: neither in the log nor in anything that the public is shown.
    const about = await (await fetch(`${root}/about.json`)).text();
    expect(JSON.parse(about)).toMatchObject({ producer: { name: 'HTX Chanh Bến Lức', standsIn: true } });
    const shown = [lotText, about, await (await get('/trace/log/tile/entries/000.p/1')).text().catch(() => '')];
    const kept = await Promise.all(['log.sqlite', 'log.sqlite-wal', 'scans.sqlite'].map((file) => readFile(join(folder, 'records', file)).catch(() => Buffer.alloc(0)))); // prettier-ignore
    for (const text of [...shown, ...kept.map((bytes) => bytes.toString())])
      for (const secret of [name, phone]) expect(text.includes(secret)).toBe(false);

    // Partners read the same events by the query interface, page by page.
    const page = await get('/epcis/events?eventType=TransformationEvent,AggregationEvent&perPage=1');
    const found = (await page.json()) as { epcisBody: { queryResults: { resultsBody: { eventList: { eventID: string }[] } } } }; // prettier-ignore
    const [harvestEvent] = found.epcisBody.queryResults.resultsBody.eventList;
    expect(harvestEvent).toMatchObject({ type: 'TransformationEvent' });
    expect(page.headers.get('gs1-epcis-version')).toBe('2.0.0');
    expect(JSON.stringify(await (await get(`/epcis/events/${encodeURIComponent(harvestEvent!.eventID)}`)).json())).toContain(harvestEvent!.eventID); // prettier-ignore
    const first = await get('/epcis/events?perPage=2');
    const next = /^<([^>]+)>; rel="next"$/.exec(first.headers.get('link') ?? '')?.[1];
    expect(await (await get(next!)).text()).not.toBe(await first.text());
    const document = join(folder, 'events.json');
    await writeFile(document, await (await get('/epcis/events?perPage=500')).text());
    await must('epcis', 'validate', document);

    // A spray that is recorded after the label is shown, and marked.
    await must('lot', 'treat', season, '--at', '2026-01-10 08:00', '--means', 'fertiliser', '--product', 'NPK 16-16-8', '--interval', '0'); // prettier-ignore
    await expect
      .poll(async () => (await fetch(`${root}/lot.json`)).text(), { timeout: 60_000, interval: 500 })
      .toContain('NPK 16-16-8');
    if (canOpen) await lookAtPage(`${root}${qr.slice(qr.indexOf('#'))}`, root);
  });
});

async function lookAtPage(address: string, root: string): Promise<void> {
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 360, height: 780 }, locale: 'vi' });
  page.setDefaultTimeout(60_000);
  const faults: string[] = [];
  let bytes = 0;
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => void (message.type() === 'error' && faults.push(message.text())));
  page.on('requestfinished', (request) => {
    void request.sizes().then(({ responseBodySize }) => (bytes += responseBodySize), () => {}); // prettier-ignore
  });
  await page.goto(address);
  expect(await page.locator('[data-verdict]').getAttribute('data-verdict')).toBe('amber');
  const text = await page.locator('main').innerText();
  for (const told of [
    'Chanh không hạt',
    'HTX Chanh Bến Lức',
    '(01) 09520000020019 (10) CKH260129A',
    'Nắng nóng',
    'Tưới nước 20/12/2025 14:00',
    'Nhận xử lý cảnh báo',
    'Dầu khoáng 99EC',
    '9 ngày trước thu hoạch',
    '812,5 kg',
    'Thương hiệu\nChanh Long An',
    'Nhãn bị sao chép vẫn quét được',
    'đã được mở 1 lần',
  ])
    // prettier-ignore
    expect(text).toContain(told);
  expect(await page.locator('svg.curve circle').count()).toBeGreaterThan(60);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.getByText('Toàn bộ diễn biến').click();
  const marked = page.locator('.history li', { hasText: 'ghi sau khi in nhãn' });
  expect(await marked.allInnerTexts()).toEqual([expect.stringContaining('NPK 16-16-8')]);
  await page.getByText('Từng bước kiểm tra').click();
  expect(await page.locator('[data-step=label]').getAttribute('class')).toBe('ok');
  await page.getByText('Kiểm tra tệp phim').click();
  await page.getByText('Tệp phim đúng y như').waitFor();
  console.warn(`page with its record: ${Math.round((bytes - 2_000_000) / 1000)} kB`);
  expect(bytes - 2_000_000).toBeLessThan(300_000);
  if (pictures !== undefined) await photograph(page);

  // The code of another label: red, and the step says why.
  await page.goto('about:blank');
  await page.goto(`${root}#h=${'A'.repeat(43)}`);
  await page.locator('[data-verdict=red]').waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  expect(await page.locator('main').innerText()).toContain('Do not trust this record');
  await page.goto(`${root.replace(harvestLot, 'NONE')}`).catch(() => {});
  expect(faults.filter((fault) => !fault.includes('404'))).toEqual([]);
}

async function photograph(page: Awaited<ReturnType<Awaited<ReturnType<typeof chromium.launch>>['newPage']>>) {
  await mkdir(pictures!, { recursive: true });
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: join(pictures!, `lot-${width}.png`), fullPage: true });
  }
}
