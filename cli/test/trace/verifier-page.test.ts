import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifierCommand } from '../../src/commands/trace/verifier.ts';
import { verifierPage } from '../../src/web-root.ts';
import { chromiumPath } from '../support/season-page.ts';
import { lot, writeTracedLot, type TracedLot } from '../support/traced-lot.ts';

const canOpen = existsSync(chromiumPath) && existsSync(verifierPage);
if (!canOpen) console.warn(`skipped: the verifier page needs chromium and ${verifierPage} (npm run build:web)`);
const pictures = process.env['FIELDLAPSE_PICTURES'];

describe.skipIf(!canOpen)(
  'the page that checks lots, opened from a disk without a network',
  { timeout: 180_000 },
  () => {
    let traced: TracedLot;
    let browser: Browser;
    let page: Page;
    let pinned = '';
    const [faults, asked]: [string[], string[]] = [[], []];

    beforeAll(async () => {
      traced = await writeTracedLot(await mkdtemp(join(tmpdir(), 'fieldlapse-verifier-')), 24);
      pinned = join(traced.data, 'verify.html');
      await verifierCommand({ policy: traced.policyFile, out: pinned });
      browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
      const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en', offline: true });
      page = await context.newPage();
      page.on('console', (message) => void (message.type() === 'error' && faults.push(message.text())));
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('request', (request) => asked.push(request.url()));
      page.setDefaultTimeout(60_000);
    }, 180_000);
    afterAll(async () => {
      await browser?.close();
      await rm(traced.data, { recursive: true, force: true });
    });

    const open = (path: string) => page.goto(pathToFileURL(path).href);
    const give = (...paths: string[]) => page.locator('input[type=file]').setInputFiles(paths);
    const verdict = () => page.locator('[data-verdict]').getAttribute('data-verdict');
    const step = (name: string) => page.locator(`[data-step=${name}]`).innerText();
    async function picture(name: string): Promise<void> {
      if (pictures === undefined) return;
      await mkdir(pictures, { recursive: true });
      for (const [size, width] of [
        ['phone', 390],
        ['desktop', 1280],
      ] as const) {
        await page.setViewportSize({ width, height: 844 });
        await page.screenshot({ path: join(pictures, `${name}-${size}.png`), fullPage: true });
      }
      await page.setViewportSize({ width: 390, height: 844 });
    }

    it('is amber until the QR code is given, then green', async () => {
      await open(pinned);
      await picture('empty');
      await give(traced.lotFile);
      await expect.poll(verdict).toBe('amber');
      await expect.poll(() => step('label')).toContain('No QR code given');
      expect(await page.locator('.lot').innerText()).toContain(lot);
      await picture('amber');
      await page.locator('.field input').fill(traced.qr);
      await page.locator('[data-verdict=green]').waitFor();
      await expect.poll(() => step('policy')).toContain('witness.example/university');
      await expect.poll(() => step('devices')).toContain('not checked');
      await page.locator('summary').click();
      await picture('green');
      await page.locator('.field input').fill('https://trace.example/');
      expect(await page.locator('.result .fault').innerText()).toContain('not the address');
      await expect.poll(verdict).toBe('amber');
    });

    it('is red for a lot in which an event was changed, and says which step found it', async () => {
      const changed = join(traced.data, 'changed.json');
      await writeFile(changed, (await readFile(traced.lotFile, 'utf8')).replace('27.125', '25.125'));
      await open(pinned);
      await give(changed);
      await expect.poll(verdict).toBe('red');
      await expect.poll(() => step('entries')).toContain('was changed after it was recorded');
      await picture('red');
    });

    it('is never green without witnesses or policy, and takes a pasted one', async () => {
      const bare = join(traced.data, 'bare.html');
      await verifierCommand({ out: bare });
      await open(bare);
      await give(traced.lotFile);
      await page.locator('.field input').fill(traced.qr);
      await expect.poll(verdict).toBe('amber');
      const policy = await readFile(traced.policyFile, 'utf8');
      await page.locator('textarea').fill(policy.replace(/quorum .*/, 'quorum none'));
      await expect.poll(() => step('policy')).toContain('only trace.example/log itself vouches');
      await expect.poll(verdict).toBe('amber');
      await page.locator('textarea').fill(policy);
      await page.locator('[data-verdict=green]').waitFor();
      await page.locator('textarea').fill('nonsense');
      expect(await page.locator('.policy .fault').innerText()).toContain('line 1');
    });

    it('checks a .tlog-proof, a file that does not belong to the lot, and one that is no record', async () => {
      await open(pinned);
      await give(traced.proofFile);
      await expect.poll(verdict).toBe('green');
      const film = join(traced.data, 'film.mp4');
      await writeFile(film, 'another film');
      await give(traced.lotFile);
      await give(film);
      await page.locator('[data-verdict=red]').waitFor();
      await expect.poll(() => step('attachments')).toContain('film.mp4');
      const nothing = join(traced.data, 'nothing.json');
      await writeFile(nothing, '{"v":1');
      await give(nothing);
      await page.locator('.lot').waitFor({ state: 'detached' });
      await expect.poll(verdict).toBe('red');
    });

    it('speaks Vietnamese, fits a phone, asked for nothing but itself, and had no fault', async () => {
      await open(pinned);
      await give(traced.lotFile);
      await page.getByText('Tiếng Việt').click();
      await page.locator('html[lang=vi]').waitFor();
      await expect.poll(() => page.locator('h1').innerText()).toBe('Kiểm tra hồ sơ');
      await picture('vietnamese');
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      expect(asked.filter((url) => !url.startsWith(pathToFileURL(traced.data).href))).toEqual([]);
      expect(faults).toEqual([]);
    });
  },
);
