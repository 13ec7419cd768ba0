import { mkdtemp, rm } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { verifierPage } from '../src/web-root.ts';
import { chromiumPath } from '../test/support/season-page.ts';
import { writeTracedLot } from '../test/support/traced-lot.ts';
import { median, type BenchFigure } from './figure.ts';

const events = 500;
const slowdown = 4;
const rounds = 5;

/** How long the page takes, opened from a disk, from a dropped file to the verdict, on a processor slowed down as a phone's. */
export async function benchVerifier(): Promise<BenchFigure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-bench-verifier-'));
  const traced = await writeTracedLot(folder, events);
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    const session = await page.context().newCDPSession(page);
    const tookMs: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await page.goto(pathToFileURL(verifierPage).href);
      await page.locator('textarea').fill(readFileSync(traced.policyFile, 'utf8'));
      await page.locator('.field input').fill(traced.qr);
      await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
      const startedAt = performance.now();
      await page.locator('input[type=file]').setInputFiles(traced.lotFile);
      await page.locator('[data-verdict=green]').waitFor();
      tookMs.push(performance.now() - startedAt);
      await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    }
    const lotBytes = readFileSync(traced.lotFile).length;
    const took = median(tookMs);
    return [
      {
        name: `a lot of ${events} events, CPU ${slowdown}× slower, file to verdict`,
        value: took,
        unit: 'ms',
        goal: '≤ 2,000',
        met: took <= 2000,
      },
      { name: `its lot.json`, value: lotBytes / 1000, unit: 'kB' },
      { name: 'the page, gzip', value: gzipSync(readFileSync(verifierPage)).length / 1000, unit: 'kB' },
    ];
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}
